import { quote } from '../errors/index.js';
import { Problems } from '../options/index.js';
import type { HandlerKind, JwtPolicyTransport } from './transport.js';

const KINDS: Readonly<Record<HandlerKind, true>> = {
  query: true,
  mutation: true,
  subscription: true,
  'reference-resolver': true,
  'field-resolver': true,
  'gateway-message': true,
  'gateway-connection': true,
  'message-handler': true,
};

/** The problem of one transport, apart from the others, or undefined. */
function problemOf(transport: Partial<Record<keyof JwtPolicyTransport, unknown>> | null): string | undefined {
  if (typeof transport === 'function')
    return 'is a function, and not what it returns: call it, as in graphql().';
  if (typeof transport !== 'object' || transport === null) return 'must be a transport, such as graphql().';
  const {
    type,
    decides,
    view,
    refusal,
    providers = [],
    audit,
    operations,
    letThrough,
    request,
    callInProcess,
  } = transport;
  if (typeof type !== 'string' || type === '')
    return 'needs a type: the value that ExecutionContext.getType() returns.';
  if (type === 'http') return 'is of the type http, which is built in.';
  if (!Array.isArray(decides) || !decides.every((kind) => Object.hasOwn(KINDS, kind as string)))
    return `must list in decides the kinds of handlers that it decides: one or more of ${Object.keys(KINDS).join(', ')}.`;
  if (typeof view !== 'function' || typeof refusal !== 'function')
    return 'needs the functions view(context) and refusal(refusal, style, context).';
  if (!Array.isArray(providers)) return 'must have a list of providers, or leave out providers.';
  const optional = { audit, operations, letThrough, request, callInProcess };
  const wrong = Object.entries(optional).find(
    ([, value]) => value !== undefined && typeof value !== 'function',
  );
  return wrong && `has a member ${wrong[0]} that is not a function.`;
}

/** The validated transports. Throws `JwtPolicyConfigurationError` with all problems. */
export function readTransports(given: unknown): readonly JwtPolicyTransport[] {
  const problems = new Problems();
  if (!Array.isArray(given)) {
    problems.add('transports', 'must be a list of transports; leave it out for HTTP alone.');
    problems.throwIfAny();
  }
  const transports = given as readonly JwtPolicyTransport[];
  const seen = new Set<string>();
  for (const [index, transport] of transports.entries()) {
    const problem = problemOf(transport);
    if (problem !== undefined) problems.add(`transports[${index}]`, problem);
    else if (seen.has(transport.type))
      problems.add(`transports[${index}]`, `is the second one of the type ${quote(transport.type)}.`);
    else seen.add(transport.type);
  }
  problems.throwIfAny();
  return Object.freeze([...transports]);
}

/** Whether a transport decides calls of handlers of this kind. */
export function isDecided(kind: HandlerKind, transports: readonly JwtPolicyTransport[]): boolean {
  return transports.some(({ decides }) => decides.includes(kind));
}
