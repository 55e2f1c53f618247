import type { CallAttributes, ClientIdSource, RuleContext, TokenSource } from '../claims/index.js';
import type { CompileMeans } from './compile-expression.js';
import type { ExpressionInputs } from './evaluate/frame.js';
import { tryCompile } from './expression-rule.js';

function unreadable(problem: Error): () => never {
  return () => {
    throw problem;
  };
}

/** A token is read from the request before anything else is known. */
const TOKEN_OPTIONS: CompileMeans = { expects: 'String', inputs: ['attributes'], hasClock: false };

/**
 * Reads the token by an expression over the request, instead of from the `Authorization` header. Never throws; what is
 * wrong with it is told at start. What is not a text is no token.
 * @example `tokenExpression("#[attributes.headers['jwt']]")`
 */
export function tokenExpression(text: string): TokenSource {
  const describe = `the token of expression ${text}`;
  const { compiled, problem } = tryCompile(text, TOKEN_OPTIONS);
  if (compiled === undefined)
    return Object.freeze({ describe, problem: problem.message, read: unreadable(problem) });
  const { evaluate } = compiled;
  // Nothing else can be read: the compiler has refused it.
  const read = (attributes: CallAttributes): unknown => evaluate({ attributes } as ExpressionInputs);
  return Object.freeze({ describe, read });
}

/**
 * Reads the client id by an expression over the claims. Never throws; what is wrong with it is told at start.
 * @example `clientIdExpression('#[vars.claimSet.appid]')`
 */
export function clientIdExpression(text: string): ClientIdSource {
  const describe = `the client id of expression ${text}`;
  const { compiled, problem } = tryCompile(text, { expects: 'String' });
  if (compiled === undefined)
    return Object.freeze({ describe, problem: problem.message, read: unreadable(problem) });
  const { evaluate } = compiled;
  return Object.freeze({ describe, read: (context: RuleContext): unknown => evaluate(context) });
}
