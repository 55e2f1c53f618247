import { Inject, Injectable } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import type { JwtPolicyClock } from '../clock.js';
import {
  handleConnection,
  JWT_POLICY_CLOCK,
  JwtPolicyGuard,
  JwtPolicyRuntime,
  Plans,
  Reach,
} from '../guard/index.js';
import {
  isSamePlace,
  placeAt,
  placeOfGateway,
  type GatewayClass,
  type GatewayPlace,
} from './gateway-metadata.js';
import { guardMessages } from './message-guard.js';
import { ServerConnections, type ConnectCallback, type ConnectionEnvironment } from './server-connections.js';
import { isSocketIoClient, isSocketIoServer } from './socket-io-client.js';
import { guardNamespace, receiveSocketIoClient } from './socket-io-connections.js';
import type { NormalizedWebsocketsOptions } from './websockets-options.js';
import { isWsClient } from './ws-client.js';
import { receiveWsClient, verifyHandshakes } from './ws-connections.js';

/** The options of `websockets()`, for its providers. */
export const WEBSOCKETS_OPTIONS: unique symbol = Symbol('WEBSOCKETS_OPTIONS');

type ServerOptions = Partial<GatewayPlace> & { readonly verifyClient?: never };

/** The part of an adapter of Nest by which gateways get their servers and clients. */
export interface GatewayAdapter {
  create(port: number, options?: ServerOptions): object;
  bindClientConnect(server: object, callback: ConnectCallback): void;
}

/**
 * Stands between the adapter of an application and its gateways, so that a client is decided before a gateway sees it. Every
 * adapter goes through `setIoAdapter`, also the one that Nest makes itself, and before any gateway is bound.
 */
@Injectable()
export class GatewayServers {
  /** The adapter of the application; undefined if it has no gateways, or has not bound them yet. */
  adapter: GatewayAdapter | undefined;
  private readonly servers = new Map<object, ServerConnections>();
  private readonly environment: ConnectionEnvironment;

  constructor(
    @Inject(ApplicationConfig) config: ApplicationConfig,
    @Inject(Reach) private readonly reach: Reach,
    @Inject(Plans) plans: Plans,
    @Inject(JwtPolicyGuard) guard: JwtPolicyGuard,
    @Inject(JwtPolicyRuntime) { options: policies, report }: JwtPolicyRuntime,
    @Inject(JWT_POLICY_CLOCK) clock: JwtPolicyClock,
    @Inject(WEBSOCKETS_OPTIONS) options: NormalizedWebsocketsOptions,
  ) {
    const isPublic = (gateway: GatewayClass): boolean => plans.find(gateway, handleConnection) === 'public';
    this.environment = { guard, clock, policies, options, report, isPublic };
    for (const gateway of this.classes()) guardMessages(gateway);
    const setIoAdapter = config.setIoAdapter.bind(config);
    config.setIoAdapter = (adapter) => {
      this.watch(adapter);
      setIoAdapter(adapter);
    };
  }

  /** The servers that clients can connect to. */
  bound(): readonly ServerConnections[] {
    return [...this.servers.values()].filter(({ isBound }) => isBound);
  }

  private classes(): readonly GatewayClass[] {
    return this.reach
      .find()
      .filter(({ kind }) => kind === 'gateway-connection')
      .flatMap(({ appClass }) => appClass.constructors as readonly GatewayClass[]);
  }

  private watch(adapter: GatewayAdapter): void {
    if (this.adapter === adapter) return;
    this.adapter = adapter;
    const create = adapter.create.bind(adapter);
    const bindClientConnect = adapter.bindClientConnect.bind(adapter);
    adapter.create = (port, options = {}) => {
      let connections: ServerConnections | undefined;
      const server = create(
        port,
        this.verifying(options, () => connections),
      );
      connections = this.connectionsOf(server);
      for (const gateway of this.gatewaysAt(placeAt(port, options))) connections.gateways.add(gateway);
      return server;
    };
    adapter.bindClientConnect = (server, callback) => {
      const connections = this.connectionsOf(server);
      const isFirst = !connections.isBound;
      connections.bind(callback);
      if (isFirst) bindClientConnect(server, (...args) => this.receive(args, connections));
    };
  }

  private verifying(options: ServerOptions, connections: () => ServerConnections | undefined): ServerOptions {
    if (this.environment.options.refuseWith === 'close') return options;
    return { ...options, verifyClient: verifyHandshakes(connections, options.verifyClient) as never };
  }

  private connectionsOf(server: object): ServerConnections {
    const known = this.servers.get(server);
    if (known !== undefined) return known;
    const connections = new ServerConnections(this.environment);
    this.servers.set(server, connections);
    if (isSocketIoServer(server)) guardNamespace(server, connections);
    return connections;
  }

  /** The classes of a gateway are two where a decorator made a wrapper: one plan, so one of them is enough. */
  private gatewaysAt(place: GatewayPlace): readonly GatewayClass[] {
    return this.reach
      .find()
      .filter(({ kind }) => kind === 'gateway-connection')
      .flatMap(({ appClass }) => {
        const [gateway] = appClass.constructors as readonly GatewayClass[];
        return gateway !== undefined && isSamePlace(placeOfGateway(gateway), place) ? [gateway] : [];
      });
  }

  private receive(args: readonly unknown[], connections: ServerConnections): void {
    const [client] = args;
    if (isSocketIoClient(client)) receiveSocketIoClient(client, connections, args);
    else if (isWsClient(client)) receiveWsClient(client, connections, args);
    else {
      this.environment.report(
        'warn',
        'A client of a WebSocket adapter was refused, because it is of neither ws nor socket.io.',
      );
      const { close, disconnect, terminate } = (client ?? {}) as Readonly<
        Record<string, ((...args: unknown[]) => void) | undefined>
      >;
      (terminate ?? disconnect ?? close)?.call(client);
    }
  }
}
