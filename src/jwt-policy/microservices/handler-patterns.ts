import { patternText } from './pattern-text.js';

/** The metadata that the decorators of @nestjs/microservices write. Nest has no public names for its keys. */
const PATTERNS = 'microservices:pattern';
const HANDLER_TYPE = 'microservices:handler_type';
const EVENT = 2;

/** The pattern of a gRPC method, as its decorator registers it. */
export interface GrpcPattern {
  readonly service: string;
  readonly rpc: string;
  readonly streaming: string;
}

/** Whether a registered pattern is that of a gRPC method. */
export function isGrpcPattern(pattern: unknown): pattern is GrpcPattern {
  return typeof pattern === 'object' && pattern !== null && 'rpc' in pattern && 'streaming' in pattern;
}

/** Wildcards of NATS (`*`, `>`), MQTT (`+`, `#`), RabbitMQ (`*`, `#`) and Redis (`*`, `?`, `[`). */
const WILDCARD = /[*>+#?[]/;

/** A subscription that several servers share has its group before the topic: `$share/workers/orders/+`. */
function withoutShare(text: string): string {
  return text.replace(/^\$share\/[^/]*\//, '');
}

/** One registered pattern, as operations that it serves: `*` stands for any characters. */
function operationsOf(pattern: unknown): readonly string[] {
  // The package of a gRPC service stands in the proto file alone.
  if (isGrpcPattern(pattern)) return [`/*${pattern.service}/${pattern.rpc}`];
  // A topic of Kafka may be an expression: which topics it takes is known at each call.
  if (pattern instanceof RegExp) return ['*'];
  const text = withoutShare(patternText(pattern));
  return [isWildcard(text) ? text.replaceAll(/[*>+#?]|\[[^\]]*\]/g, '*') : text];
}

function isWildcard(text: string): boolean {
  // An object has none: brackets and stars in its text are those of its values.
  return !text.startsWith('{') && WILDCARD.test(text);
}

/** The operations that a handler with these patterns serves. */
export function servedOperations(patterns: readonly unknown[]): readonly string[] {
  return [...new Set(patterns.flatMap(operationsOf))];
}

/** The patterns that a message handler is registered under. */
export function registeredPatterns(handler: object): readonly unknown[] {
  const patterns: unknown = Reflect.getMetadata(PATTERNS, handler);
  return patterns === undefined ? [] : [patterns].flat();
}

/** Whether a handler is one of `@EventPattern`: it has no answer. */
export function isEventHandler(handler: object): boolean {
  return Reflect.getMetadata(HANDLER_TYPE, handler) === EVENT;
}

/** The patterns of one handler that messages come by. */
interface MessagePatterns {
  readonly names: ReadonlySet<string>;
  readonly hasWildcard: boolean;
}

const KNOWN = new WeakMap<object, MessagePatterns>();

function messagePatterns(handler: object): MessagePatterns {
  const known = KNOWN.get(handler);
  if (known !== undefined) return known;
  const patterns = registeredPatterns(handler)
    .filter((pattern) => !isGrpcPattern(pattern))
    .map((pattern) => {
      const text = withoutShare(patternText(pattern));
      return { text, isOpen: pattern instanceof RegExp || isWildcard(text) };
    });
  const found = {
    names: new Set(patterns.filter(({ isOpen }) => !isOpen).map(({ text }) => text)),
    hasWildcard: patterns.length === 0 || patterns.some(({ isOpen }) => isOpen),
  };
  KNOWN.set(handler, found);
  return found;
}

/**
 * The name of the operation that a message asks for: the registered pattern, or what was called where that has a wildcard.
 * Undefined if the message cannot have come by a pattern of its handler.
 */
export function calledOperation(handler: object, called: string): string | undefined {
  const { names, hasWildcard } = messagePatterns(handler);
  const [only] = names;
  if (!hasWildcard && names.size === 1) return only;
  return names.has(called) || hasWildcard ? called : undefined;
}
