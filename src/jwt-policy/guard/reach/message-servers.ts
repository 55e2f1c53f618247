import { Inject, Injectable } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { quote } from '../../errors/index.js';
import { Problems } from '../../options/index.js';
import type { FoundHandler } from './find-handlers.js';
import { placeOf } from './unguarded-handlers.js';
import { Reach } from './reach.js';

/** The part of a server of @nestjs/microservices, or of a custom strategy, that registers handlers. */
interface MessageServer {
  addHandler: (pattern: unknown, ...rest: unknown[]) => unknown;
  listen: (...args: unknown[]) => unknown;
}

/** What is known of a server about the global guard. */
interface WatchedServer {
  /** Whether Nest asks it about some handler, and so about all. */
  isAsked: boolean;
  /** Handlers of classes that are made per call. */
  readonly perCall: FoundHandler[];
}

const UNKNOWN =
  'is no pattern of a controller, so no guard is known for its handler. Register it by @MessagePattern() or @EventPattern() on a controller.';

const UNASKED =
  'has a transport, but Nest does not ask the global guard about messages of this server. Connect it with connectMicroservice(options, { inheritAppConfig: true }).';

const UNSEEN =
  'is in a class that is made for each message, so the start cannot see whether Nest asks the global guard about messages of this server. Give the server a message handler in a class that is made once, and connect it with connectMicroservice(options, { inheritAppConfig: true }).';

function describePattern(pattern: unknown): string {
  return typeof pattern === 'string' ? `message pattern ${quote(pattern)}` : 'message pattern';
}

function throwAll(handlers: readonly FoundHandler[], message: string): void {
  const problems = new Problems();
  for (const found of handlers) problems.addOnce(placeOf(found), message);
  problems.throwIfAny();
}

/**
 * Watches the servers of a hybrid application. They accept messages before `onModuleInit`, so a handler without a known
 * guard stops the start when it is registered, before the first message. The same holds for a handler that a transport
 * decides, if Nest registers it without asking for the global guards.
 */
@Injectable()
export class MessageServers {
  /** How often Nest has asked for the global guards of the application. */
  private asked = 0;

  constructor(
    @Inject(ModulesContainer) modules: ModulesContainer,
    @Inject(ApplicationConfig) config: ApplicationConfig,
    @Inject(Reach) private readonly reach: Reach,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
  ) {
    const getGlobalGuards = config.getGlobalGuards.bind(config);
    config.getGlobalGuards = () => {
      this.asked += 1;
      return getGlobalGuards();
    };
    // Nest before 11.1.4 has no such registry; unguarded handlers then stop the start at onModuleInit.
    const registry = (modules as Partial<ModulesContainer>).getRpcTargetRegistry?.<MessageServer>();
    registry?.subscribe((server) => this.watch(server));
  }

  private watch(server: MessageServer): void {
    const { addHandler: add, listen } = server;
    const watched: WatchedServer = { isAsked: false, perCall: [] };
    let known: ReadonlyMap<unknown, readonly FoundHandler[]> = new Map();
    let askedBefore = this.asked;
    server.addHandler = (pattern, ...rest) => {
      if (!known.has(pattern)) known = this.handlersByPattern();
      const handlers = known.get(pattern) ?? [];
      this.assertGuarded(pattern, handlers);
      this.assertAsked(watched, handlers, this.asked > askedBefore);
      askedBefore = this.asked;
      return add.call(server, pattern, ...rest);
    };
    server.listen = (...args) => {
      this.assertSeen(watched);
      return listen.apply(server, args);
    };
  }

  private handlersByPattern(): ReadonlyMap<unknown, readonly FoundHandler[]> {
    const entries = this.reach
      .find()
      .flatMap((found) => found.patterns.map((pattern) => ({ pattern, found })));
    const handlers = new Map<unknown, FoundHandler[]>();
    for (const { pattern, found } of entries)
      handlers.set(pattern, [...(handlers.get(pattern) ?? []), found]);
    return handlers;
  }

  /** A pattern names no class, so every handler of it must be guarded. */
  private assertGuarded(pattern: unknown, handlers: readonly FoundHandler[]): void {
    if (this.reach.allowsAll) return;
    if (handlers.length > 0 && !handlers.some((found) => this.reach.isUnguarded(found))) return;
    const problems = new Problems();
    this.reach.report(problems);
    if (handlers.length === 0) problems.add(describePattern(pattern), UNKNOWN);
    problems.throwIfAny();
  }

  /** If instances of the class are made per call, Nest asks for the guards at each message only. */
  private assertAsked(watched: WatchedServer, handlers: readonly FoundHandler[], isAsked: boolean): void {
    const decided = handlers.filter((found) => this.reach.isDecided(found));
    const [perCall, once] = [true, false].map((made) =>
      decided.filter(({ appClass }) => appClass.isMadePerCall() === made),
    ) as [FoundHandler[], FoundHandler[]];
    watched.perCall.push(...perCall);
    if (once.length === 0) return;
    if (!isAsked) throwAll(once, UNASKED);
    watched.isAsked = true;
  }

  /** An application without HTTP has one configuration only, so Nest asks its global guard. */
  private assertSeen({ isAsked, perCall }: WatchedServer): void {
    // Without HTTP it is null or undefined, which its type does not say.
    const isHybrid = Boolean(this.adapterHost.httpAdapter);
    if (isHybrid && !isAsked) throwAll(perCall, UNSEEN);
  }
}
