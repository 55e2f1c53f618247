import { Inject, Injectable, type InjectionToken } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { Problems } from '../../options/index.js';
import type { ServedOperation } from '../../routes/index.js';
import {
  HandlerMap,
  isDecided,
  type DiscoveredApp,
  type DiscoveredHandler,
  type JwtPolicyTransport,
} from '../../transports/index.js';
import { classTargets } from '../declared-targets.js';
import type { Declaration } from '../declarations.js';
import { JWT_POLICY_TRANSPORTS } from '../injection-tokens.js';
import { JwtPolicyRuntime } from '../runtime.js';
import { appClasses } from './app-class.js';
import { findHandlers, needsAcknowledgement, type FoundHandler } from './find-handlers.js';
import { UnenforcedDeclarations } from './unenforced-declarations.js';
import { reportUnguarded, placeOf } from './unguarded-handlers.js';

const DEMANDS = new Set<Declaration['kind']>(['all-scopes', 'any-scope', 'rule', 'policies']);

function demandsSomething({ kind }: Declaration): boolean {
  return DEMANDS.has(kind);
}

/** A handler as transports see it. */
function discovered(found: FoundHandler): DiscoveredHandler {
  const { kind, appClass, handler, targets, patterns, acknowledgements } = found;
  const declared = [...classTargets(appClass), ...targets];
  return {
    kind,
    at: placeOf(found),
    handler,
    owner: appClass.constructors[0],
    isDeclared: declared.some(({ declarations }) => declarations.some(demandsSomething)),
    patterns,
    guardedElsewhere: acknowledgements.map(({ by }) => by),
  };
}

/**
 * The handlers that are no HTTP routes, found when the application starts. Those that no transport decides stop the start
 * unless `@GuardedElsewhere` or an option allows them.
 */
@Injectable()
export class Reach {
  private readonly leftToOthers = new HandlerMap<true>();

  constructor(
    @Inject(JwtPolicyRuntime) private readonly runtime: JwtPolicyRuntime,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
    @Inject(JWT_POLICY_TRANSPORTS) private readonly transports: readonly JwtPolicyTransport[],
  ) {}

  /** Whether every handler without a guard is allowed, whatever decorators it has. */
  get allowsAll(): boolean {
    return this.runtime.options.dangerouslyAllowUnguardedHandlers;
  }

  /** The handlers that are no HTTP routes, as the application has them now. */
  find(): readonly FoundHandler[] {
    return findHandlers(appClasses(this.modules), this.scanner);
  }

  isDecided({ kind }: FoundHandler): boolean {
    return isDecided(kind, this.transports);
  }

  /** Whether this handler stops the start: no transport decides it, and no `@GuardedElsewhere` covers it. */
  isUnguarded(found: FoundHandler): boolean {
    return !this.isDecided(found) && needsAcknowledgement(found) && !this.allowsAll;
  }

  /** Reports every handler without a known guard, and every declaration that nothing enforces. */
  report(problems: Problems): void {
    const classes = appClasses(this.modules);
    const handlers = findHandlers(classes, this.scanner);
    const decided = handlers.filter((found) => this.isDecided(found));
    const undecided = handlers.filter((found) => !this.isDecided(found));
    if (!this.allowsAll) reportUnguarded(undecided, problems);
    new UnenforcedDeclarations(classes, undecided, decided, this.scanner).report(problems);
    for (const found of undecided) this.leave(found);
  }

  /** Reports the problems that the transports find. */
  audit(problems: Problems): void {
    if (this.transports.length === 0) return;
    const app: DiscoveredApp = {
      handlers: this.find().map(discovered),
      instancesOf: (token) =>
        [...this.modules.values()].flatMap(({ providers }) => {
          const wrapper = providers.get(token as InjectionToken);
          return wrapper === undefined ? [] : [wrapper.instance];
        }),
    };
    for (const transport of this.transports) {
      for (const { at, message, severity } of transport.audit?.(app) ?? []) {
        if (severity === 'warning') problems.warn(at, message);
        else problems.addOnce(at, message);
      }
    }
  }

  /** The operations that a handler serves, by the transport that decides its calls. */
  operationsOf(found: FoundHandler): readonly ServedOperation[] {
    const transport = this.transports.find(({ decides }) => decides.includes(found.kind));
    const names = transport?.operations?.(discovered(found)) ?? [];
    return names.map((pattern) => ({ transport: String(transport?.type), pattern }));
  }

  /** Whether another guard decides the calls of this handler, so that this one lets them through. */
  isLeftToOthers(owner: object, handler: object): boolean {
    return this.leftToOthers.get(owner, handler) === true;
  }

  /** Warnings about handlers that are not decided. */
  summary(): readonly string[] {
    const handlers = this.find().filter((found) => !this.isDecided(found));
    const fields = new Set(handlers.filter(({ kind }) => kind === 'field-resolver').map(placeOf));
    const acknowledged = handlers.filter(({ acknowledgements }) => acknowledgements.length > 0);
    const places = new Set(acknowledged.map(placeOf));
    const guards = acknowledged.flatMap(({ acknowledgements }) => acknowledgements.map(({ by }) => by));
    const lines = [
      { count: fields.size, line: 'GraphQL field resolver(s): Nest does not ask the guard about them.' },
      { count: places.size, line: `handler(s) guarded elsewhere: ${[...new Set(guards)].join(', ')}.` },
    ];
    return lines.flatMap(({ count, line }) => (count === 0 ? [] : [`${count} ${line}`]));
  }

  private leave(found: FoundHandler): void {
    const { handler, appClass } = found;
    if (this.isUnguarded(found)) return;
    for (const owner of appClass.constructors) this.leftToOthers.set(owner, handler, true);
  }
}
