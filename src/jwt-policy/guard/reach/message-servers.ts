import { Inject, Injectable } from '@nestjs/common';
import { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import { quote } from '../../errors/index.js';
import { Problems } from '../../options/index.js';
import type { FoundHandler } from './find-handlers.js';
import { placeOf } from './unguarded-handlers.js';
import { Reach } from './reach.js';

/** The part of a server of @nestjs/microservices, or of a custom strategy, that registers handlers. */
interface MessageServer {
  addHandler: (pattern: unknown, ...rest: unknown[]) => unknown;
}

const UNKNOWN =
  'is no pattern of a controller, so no guard is known for its handler. Register it by @MessagePattern() or @EventPattern() on a controller.';

const UNASKED =
  'has a transport, but Nest does not ask the global guard about messages of this server. Connect it with connectMicroservice(options, { inheritAppConfig: true }).';

function describePattern(pattern: unknown): string {
  return typeof pattern === 'string' ? `message pattern ${quote(pattern)}` : 'message pattern';
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
    const add = server.addHandler;
    let known: ReadonlyMap<unknown, readonly FoundHandler[]> = new Map();
    let askedBefore = this.asked;
    server.addHandler = (pattern, ...rest) => {
      if (!known.has(pattern)) known = this.handlersByPattern();
      const handlers = known.get(pattern) ?? [];
      this.assertGuarded(pattern, handlers);
      this.assertAsked(handlers, this.asked > askedBefore);
      askedBefore = this.asked;
      return add.call(server, pattern, ...rest);
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

  /**
   * If instances of the class are made per call, Nest asks for the guards at each message only, so this check cannot
   * see it.
   */
  private assertAsked(handlers: readonly FoundHandler[], isAsked: boolean): void {
    const decided = handlers.filter(
      (found) => this.reach.isDecided(found) && found.appClass.instance !== undefined,
    );
    if (isAsked || decided.length === 0) return;
    const problems = new Problems();
    for (const found of decided) problems.addOnce(placeOf(found), UNASKED);
    problems.throwIfAny();
  }
}
