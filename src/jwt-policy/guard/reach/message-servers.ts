import { Inject, Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { quote } from '../../errors/index.js';
import { Problems } from '../../options/index.js';
import { needsAcknowledgement, type FoundHandler } from './find-handlers.js';
import { Reach } from './reach.js';

/** The part of a server of @nestjs/microservices, or of a custom strategy, that takes handlers. */
interface MessageServer {
  addHandler: (pattern: unknown, ...rest: unknown[]) => unknown;
}

const UNKNOWN =
  'is no pattern of a controller, so nobody is known to guard its handler. Register it by @MessagePattern() or @EventPattern() on a controller.';

function describePattern(pattern: unknown): string {
  return typeof pattern === 'string' ? `message pattern ${quote(pattern)}` : 'message pattern';
}

/**
 * Watches the servers of a hybrid application. They take messages before `onModuleInit`, so a handler that nobody is
 * known to guard stops the start when it is registered, before the first message.
 */
@Injectable()
export class MessageServers {
  constructor(
    @Inject(ModulesContainer) modules: ModulesContainer,
    @Inject(Reach) private readonly reach: Reach,
  ) {
    // Nest before 11.1.4 has no registry: there, unguarded handlers stop the start at onModuleInit.
    const registry = (modules as Partial<ModulesContainer>).getRpcTargetRegistry?.<MessageServer>();
    registry?.subscribe((server) => this.watch(server));
  }

  private watch(server: MessageServer): void {
    const add = server.addHandler;
    let known: ReadonlyMap<unknown, readonly FoundHandler[]> = new Map();
    server.addHandler = (pattern, ...rest) => {
      if (!known.has(pattern)) known = this.handlersByPattern();
      this.assertAcknowledged(pattern, known.get(pattern));
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

  /** A pattern names no class, so every handler of it must be acknowledged. */
  private assertAcknowledged(pattern: unknown, handlers: readonly FoundHandler[] = []): void {
    if (this.reach.allowsAll) return;
    if (handlers.length > 0 && !handlers.some(needsAcknowledgement)) return;
    const problems = new Problems();
    this.reach.judge(problems);
    if (handlers.length === 0) problems.add(describePattern(pattern), UNKNOWN);
    problems.throwIfAny();
  }
}
