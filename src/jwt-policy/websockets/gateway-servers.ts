import { Inject, Injectable } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import type { JwtPolicyClock } from '../clock.js';
import {
  handleConnection,
  IS_CALLED_IN_PROCESS,
  JWT_POLICY_CLOCK,
  JwtPolicyGuard,
  JwtPolicyRuntime,
  Plans,
  Reach,
} from '../guard/index.js';
import { connectionName, eventName, placeOfGateway, type GatewayClass } from './gateway-metadata.js';
import { watchHooks } from './in-process/gateway-hooks.js';
import { guardMessages } from './message-guard.js';
import type { ConnectionEnvironment, ServerConnections } from './server-connections.js';
import { watchBinding } from './seen-servers.js';
import { isSocketIoServer } from './socket-io-client.js';
import { WatchedAdapter, type GatewayAdapter } from './watched-adapter.js';
import type { NormalizedWebsocketsOptions } from './websockets-options.js';

/** The options of `websockets()`, for its providers. */
export const WEBSOCKETS_OPTIONS: unique symbol = Symbol('WEBSOCKETS_OPTIONS');

/** A gateway whose clients are decided. */
export interface ServedGateway {
  readonly gateway: GatewayClass;
  readonly server: ServerConnections;
  /** The server itself, or its namespace of socket.io. */
  readonly place: object;
  readonly isSocketIo: boolean;
  /** The name of the operation "connect". */
  readonly connection: string;
  /** The names of its messages. */
  readonly events: readonly string[];
}

/**
 * The gateways of an application and their servers. Every adapter goes through `setIoAdapter`, also the one that Nest makes
 * itself, and before any gateway is bound: there it is watched.
 */
@Injectable()
export class GatewayServers {
  /** Each adapter is watched once, however often it is set. */
  private readonly adapters = new Map<GatewayAdapter, WatchedAdapter>();
  /** The one in use. Undefined if the application has no gateways, or has not bound them yet. */
  private watched: WatchedAdapter | undefined;

  constructor(
    @Inject(ApplicationConfig) config: ApplicationConfig,
    @Inject(Reach) private readonly reach: Reach,
    @Inject(Plans) plans: Plans,
    @Inject(JwtPolicyGuard) guard: JwtPolicyGuard,
    @Inject(JwtPolicyRuntime) { options: policies, report }: JwtPolicyRuntime,
    @Inject(JWT_POLICY_CLOCK) clock: JwtPolicyClock,
    @Inject(WEBSOCKETS_OPTIONS) options: NormalizedWebsocketsOptions,
    @Inject(IS_CALLED_IN_PROCESS) private readonly isCalledInProcess: boolean,
  ) {
    const isPublic = (gateway: GatewayClass): boolean => plans.find(gateway, handleConnection) === 'public';
    const hasNamespace = (name: string): boolean =>
      this.gateways().some((gateway) => placeOfGateway(gateway).namespace === name);
    const environment = { guard, clock, policies, options, report, isPublic, hasNamespace };
    this.prepare();
    // Another provider may have set one by now.
    const known = config.getIoAdapter() as GatewayAdapter | null;
    if (known !== null) this.watch(known, environment);
    const getIoAdapter = config.getIoAdapter.bind(config);
    // Nest asks for the adapter before it binds the first gateway. By then modules may have been loaded lazily.
    config.getIoAdapter = () => {
      if (!this.watched?.servers.size) this.prepare();
      return getIoAdapter();
    };
    const setIoAdapter = config.setIoAdapter.bind(config);
    config.setIoAdapter = (adapter) => {
      this.watch(adapter, environment);
      this.watchHooks();
      setIoAdapter(adapter);
    };
  }

  /** The adapter of the application; undefined if Nest binds its gateways to none. */
  get adapter(): object | undefined {
    return this.watched?.adapter;
  }

  /** The gateways whose clients are decided. */
  served(): readonly ServedGateway[] {
    const servers = [...(this.watched?.servers ?? [])].filter(([, { isBound }]) => isBound);
    return servers.flatMap(([server, connections]) =>
      [...connections.gateways].map((gateway) => ({
        gateway,
        server: connections,
        place: server,
        isSocketIo: isSocketIoServer(server),
        connection: connectionName(gateway),
        events: this.eventsOf(gateway),
      })),
    );
  }

  /** Puts the guard before all messages, and watches to which server each gateway is bound. */
  private prepare(): void {
    for (const gateway of this.classes().flat()) {
      guardMessages(gateway);
      watchBinding(gateway);
    }
  }

  private watch(adapter: GatewayAdapter, environment: ConnectionEnvironment): void {
    this.watched =
      this.adapters.get(adapter) ?? new WatchedAdapter(adapter, environment, () => this.gateways());
    this.adapters.set(adapter, this.watched);
  }

  /** Only when all instances exist, as they do when an application sets its adapter. */
  private watchHooks(): void {
    if (!this.isCalledInProcess) return;
    for (const { appClass } of this.connectionHandlers())
      if (!appClass.isMadePerCall()) watchHooks(appClass.name, appClass.instance);
  }

  /** A wrapper that a class decorator made and the class itself are one gateway with one plan. */
  private gateways(): readonly GatewayClass[] {
    return this.classes().flatMap((one) => one.slice(0, 1));
  }

  private classes(): readonly (readonly GatewayClass[])[] {
    return this.connectionHandlers().map(({ appClass }) => appClass.constructors as readonly GatewayClass[]);
  }

  private connectionHandlers(): ReturnType<Reach['find']> {
    return this.reach.find().filter(({ kind }) => kind === 'gateway-connection');
  }

  private eventsOf(gateway: GatewayClass): readonly string[] {
    const messages = this.reach
      .find()
      .filter(({ kind, appClass }) => kind === 'gateway-message' && appClass.constructors[0] === gateway);
    return messages.map(({ handler }) => eventName(handler));
  }
}
