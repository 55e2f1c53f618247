import { DANGEROUSLY_UNSIGNED, isSymmetric } from '../keys/index.js';
import { normalizeType } from '../tokens/index.js';
import { DeclaredIssuerOptions, type IssuerOptions } from './issuer-options.js';
import { normalizeJwks, refreshTimes } from './jwks-options.js';
import { normalizeChecks } from './normalize-checks.js';
import { normalizeHints } from './normalize-hints.js';
import { normalizeKeyOrigin, toList } from './normalize-key-origin.js';
import type { NormalizedIssuer } from './normalized-options.js';
import type { Problems } from './problems.js';
import { at, validateOptions } from './validate-options.js';

/** Validates, defaults and freezes one issuer. What is wrong goes to `problems`, and the result must not be used. */
export function normalizeIssuer(
  input: unknown,
  path: string,
  problems: Problems,
): NormalizedIssuer | undefined {
  const options = validateOptions(DeclaredIssuerOptions, input, path, problems);
  if (options === undefined) return undefined;
  const { audience, algorithms, jwksUri: _uri, keys: _keys, jwks: _jwks, types, ...same } = options;
  if (algorithms.some(isSymmetric) && !algorithms.every(isSymmetric)) {
    const message = 'mixes HMAC with public-key algorithms: a public key could pass as a secret.';
    problems.add(at(path, 'algorithms'), message);
  }
  if (options.keys === DANGEROUSLY_UNSIGNED && (input as IssuerOptions).algorithms !== undefined)
    problems.add(at(path, 'algorithms'), 'cannot stand beside unsigned tokens: no signature is verified.');
  const jwks = normalizeJwks(options.jwks, at(path, 'jwks'), problems);
  return Object.freeze({
    ...same,
    audience: audience === null ? null : new Set(toList(audience)),
    algorithms: new Set(algorithms),
    refreshTimes: refreshTimes(jwks),
    keyOrigin: normalizeKeyOrigin(options, jwks, path, problems),
    types: types && new Set(types.map((type) => (type === null ? null : normalizeType(type)))),
    scopeFrom: Object.freeze(structuredClone(options.scopeFrom)),
    absentClaims: Object.freeze({ ...options.absentClaims }),
    checks: normalizeChecks(options.checks, at(path, 'checks'), problems),
    hints: normalizeHints(options.hints, at(path, 'hints'), problems),
  });
}
