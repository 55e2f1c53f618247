import { isPlainObject } from '../claims/index.js';
import {
  ambiguousKids,
  DANGEROUSLY_UNSIGNED,
  DerivedKeys,
  endpointProblem,
  isSymmetric,
  readStaticKey,
  type SignatureAlgorithm,
  type DerivedKeyOptions,
  type KeyOrigin,
  type VerificationKey,
} from '../keys/index.js';
import type { DeclaredIssuerOptions } from './issuer-options.js';
import type { DeclaredJwksOptions } from './jwks-options.js';
import type { Problems } from './problems.js';
import { at } from './validate-options.js';

/** One value or several as a list. */
export function toList<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}

function readKeys(input: unknown, path: string, problems: Problems): readonly VerificationKey[] {
  const entries = toList(input);
  if (entries.length === 0) problems.add(path, 'must have one key at least.');
  return entries.flatMap((entry, index) => {
    const read = readStaticKey(entry);
    if (typeof read !== 'string') return read;
    problems.add(Array.isArray(input) ? `${path}[${index}]` : path, read);
    return [];
  });
}

/** Each accepted algorithm needs a key, and one key only where tokens cannot tell several apart. */
function validateKeys(
  keys: readonly VerificationKey[],
  algorithms: readonly SignatureAlgorithm[],
  path: string,
  problems: Problems,
): void {
  for (const algorithm of algorithms) {
    if (!keys.some((key) => key.algorithms.has(algorithm)))
      problems.add(path, `has no key that fits the accepted algorithm ${algorithm}.`);
    for (const kid of ambiguousKids(keys, algorithm)) {
      const message =
        kid === undefined
          ? `has several keys without kid for ${algorithm}; give each a kid.`
          : `has different keys with kid ${JSON.stringify(kid)} for ${algorithm}: none of them could be used.`;
      problems.add(path, message);
    }
  }
}

function isDerived(keys: unknown): keys is DerivedKeyOptions {
  return isPlainObject(keys) && typeof keys['describe'] === 'string' && typeof keys['derive'] === 'function';
}

function keysOrigin(options: DeclaredIssuerOptions, path: string, problems: Problems): KeyOrigin {
  const { keys: given, algorithms } = options;
  const place = at(path, 'keys');
  if (options.jwksUri !== undefined)
    problems.add(place, 'cannot stand beside jwksUri: keys come from one place.');
  if (given === DANGEROUSLY_UNSIGNED) return { kind: 'unverified' };
  if (isDerived(given)) return { kind: 'derived', keys: new DerivedKeys(given) };
  const keys = readKeys(given, place, problems);
  if (keys.length > 0 && !problems.has(at(path, 'algorithms')))
    validateKeys(keys, algorithms, place, problems);
  return { kind: 'static', keys };
}

function urlsOrigin(
  urls: readonly string[],
  jwks: DeclaredJwksOptions,
  place: string,
  problems: Problems,
): KeyOrigin {
  for (const url of urls) {
    const problem = endpointProblem(url, jwks.dangerouslyAllowInsecureHttp);
    if (problem !== undefined) problems.add(place, problem);
  }
  if (new Set(urls).size < urls.length) problems.add(place, 'names a URL twice.');
  return { kind: 'jwks', urls, ...(jwks.shownAs !== undefined && { shownAs: jwks.shownAs }) };
}

function discoveryOrigin(
  { issuer }: DeclaredIssuerOptions,
  jwks: DeclaredJwksOptions,
  path: string,
  problems: Problems,
): KeyOrigin {
  if (issuer === null) {
    const message = 'is required with issuer: null, or keys: there is no issuer to discover them from.';
    problems.add(at(path, 'jwksUri'), message);
    return { kind: 'static', keys: [] };
  }
  const place = at(path, 'issuer');
  const problem = problems.has(place)
    ? undefined
    : endpointProblem(issuer, jwks.dangerouslyAllowInsecureHttp);
  if (problem !== undefined)
    problems.add(place, `keys are discovered from it, so it ${problem} Or give jwksUri or keys.`);
  return { kind: 'discovery', issuer };
}

/** The one place that keys come from; discovery where neither `keys` nor `jwksUri` is given. */
export function normalizeKeyOrigin(
  options: DeclaredIssuerOptions,
  jwks: DeclaredJwksOptions,
  path: string,
  problems: Problems,
): KeyOrigin {
  const place = at(path, 'jwksUri');
  if (options.keys !== undefined) return keysOrigin(options, path, problems);
  if (options.algorithms.some(isSymmetric)) {
    const message = 'HS256, HS384 and HS512 need their secret in keys: a published set has none.';
    problems.add(at(path, 'algorithms'), message);
  }
  if (options.jwksUri !== undefined) return urlsOrigin([...toList(options.jwksUri)], jwks, place, problems);
  if (problems.has(place)) return { kind: 'jwks', urls: [] };
  return discoveryOrigin(options, jwks, path, problems);
}
