import type { Attributes, RuleContext } from '../claims/index.js';
import type { CompileOptions } from './compile-expression.js';
import { tryCompile } from './expression-rule.js';

/** Where the token is read. */
interface TokenReader {
  readonly describe: string;
  readonly problem?: string | undefined;
  read(attributes: Attributes): unknown;
}

/** Where the client id is read. */
interface ClientIdReader {
  readonly describe: string;
  readonly problem?: string | undefined;
  read(context: RuleContext): unknown;
}

function unreadable(problem: Error): () => never {
  return () => {
    throw problem;
  };
}

/** A token is read from the request before anything else is known. */
const TOKEN_OPTIONS: CompileOptions = { expects: 'String', inputs: ['attributes'], hasClock: false };

/**
 * Reads the token by an expression over the request, instead of from the `Authorization` header. Never throws; what is
 * wrong with it is told at start. What is not a text is no token.
 * @example `tokenExpression("#[attributes.headers['jwt']]")`
 */
export function tokenExpression(text: string): TokenReader {
  const describe = `the token of expression ${text}`;
  const { compiled, problem } = tryCompile(text, TOKEN_OPTIONS);
  if (compiled === undefined)
    return Object.freeze({ describe, problem: problem.message, read: unreadable(problem) });
  const { evaluate } = compiled;
  const read = (attributes: Attributes): unknown =>
    evaluate({ attributes, authentication: undefined, now: () => 0 });
  return Object.freeze({ describe, read });
}

/**
 * Reads the client id by an expression over the claims. Never throws; what is wrong with it is told at start.
 * @example `clientIdExpression('#[vars.claimSet.appid]')`
 */
export function clientIdExpression(text: string): ClientIdReader {
  const describe = `the client id of expression ${text}`;
  const { compiled, problem } = tryCompile(text, { expects: 'String' });
  if (compiled === undefined)
    return Object.freeze({ describe, problem: problem.message, read: unreadable(problem) });
  const { evaluate } = compiled;
  return Object.freeze({ describe, read: (context: RuleContext): unknown => evaluate(context) });
}
