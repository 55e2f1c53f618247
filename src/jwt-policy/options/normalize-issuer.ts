import { isClaimPath, isPlainObject, type ClaimPath } from '../claims/index.js';
import {
  ambiguousKids,
  DerivedKeys,
  endpointProblem,
  isAlgorithm,
  isSymmetric,
  readStaticKey,
  UNVERIFIED,
  type SignatureAlgorithm,
  type DerivedKeyOptions,
  type KeyOrigin,
  type RefreshTimes,
  type VerificationKey,
} from '../keys/index.js';
import { normalizeType } from '../tokens/index.js';
import { at, judgeShape, numberOr } from './judge-shape.js';
import { normalizeChecks } from './normalize-checks.js';
import { normalizeHints } from './normalize-hints.js';
import type { NormalizedIssuer } from './normalized-options.js';
import { IssuerShape, JwksShape } from './option-shapes.js';
import type { IssuerOptions } from './options.js';
import type { Problems } from './problems.js';

function toList<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}

function normalizeTimes(input: unknown, path: string, problems: Problems): RefreshTimes {
  const jwks = input === undefined ? undefined : judgeShape(JwksShape, input, path, problems);
  return Object.freeze({
    timeToLiveMs: numberOr(3600, jwks?.timeToLiveSeconds) * 1000,
    maxStaleMs: numberOr(3600, jwks?.maxStaleSeconds) * 1000,
    timeoutMs: numberOr(5000, jwks?.timeoutMs),
    cooldownMs: numberOr(30, jwks?.cooldownSeconds) * 1000,
  });
}

function normalizeStaticKeys(input: unknown, path: string, problems: Problems): readonly VerificationKey[] {
  const entries: readonly unknown[] = toList(input);
  if (entries.length === 0) problems.add(path, 'must have one key at least.');
  return entries.flatMap((entry, index) => {
    const read = readStaticKey(entry);
    if (typeof read !== 'string') return read;
    problems.add(Array.isArray(input) ? `${path}[${index}]` : path, read);
    return [];
  });
}

function judgeStaticKeys(
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

/** What stands in the place of keys that are known beforehand. */
function normalizeSpecialOrigin(
  input: IssuerOptions,
  path: string,
  problems: Problems,
): KeyOrigin | undefined {
  if (input.keys !== UNVERIFIED && !isDerived(input.keys)) return undefined;
  if (input.jwksUri !== undefined)
    problems.add(at(path, 'keys'), 'cannot stand beside jwksUri: keys come from one place.');
  if (input.keys !== UNVERIFIED) return { kind: 'derived', keys: new DerivedKeys(input.keys) };
  if (input.algorithms !== undefined)
    problems.add(at(path, 'algorithms'), 'cannot stand beside unsigned tokens: none is verified.');
  return { kind: 'unverified' };
}

/** Exactly one place that keys come from; discovery where nothing is said. */
function normalizeKeyOrigin(
  input: IssuerOptions,
  algorithms: readonly SignatureAlgorithm[],
  path: string,
  problems: Problems,
): KeyOrigin {
  const insecure = input.jwks?.allowInsecureHttp === true;
  const special = normalizeSpecialOrigin(input, path, problems);
  if (special !== undefined) return special;
  if (input.keys !== undefined) {
    if (input.jwksUri !== undefined)
      problems.add(at(path, 'keys'), 'cannot stand beside jwksUri: keys come from one place.');
    const keys = normalizeStaticKeys(input.keys, at(path, 'keys'), problems);
    if (keys.length > 0) judgeStaticKeys(keys, algorithms, at(path, 'keys'), problems);
    return { kind: 'static', keys };
  }
  if (algorithms.some(isSymmetric)) {
    problems.add(
      at(path, 'algorithms'),
      'HS256, HS384 and HS512 need their secret in keys: a published set has none.',
    );
  }
  if (input.jwksUri !== undefined) {
    const urls = toList(input.jwksUri).filter((url) => typeof url === 'string' && url !== '');
    for (const url of urls) {
      const problem = endpointProblem(url, insecure);
      if (problem !== undefined) problems.add(at(path, 'jwksUri'), problem);
    }
    if (new Set(urls).size < urls.length) problems.add(at(path, 'jwksUri'), 'names a URL twice.');
    const shownAs = input.jwks?.shownAs;
    return { kind: 'jwks', urls, ...(typeof shownAs === 'string' && { shownAs }) };
  }
  if (input.issuer === null) {
    problems.add(
      at(path, 'jwksUri'),
      'is required with issuer: null, or keys: there is no issuer to discover them from.',
    );
    return { kind: 'static', keys: [] };
  }
  if (typeof input.issuer === 'string' && input.issuer !== '') {
    const problem = endpointProblem(input.issuer, insecure);
    if (problem !== undefined)
      problems.add(
        at(path, 'issuer'),
        `keys are discovered from it, so it ${problem} Or give jwksUri or keys.`,
      );
  }
  return { kind: 'discovery', issuer: input.issuer };
}

function isType(type: unknown): type is string | null {
  return type === null || (typeof type === 'string' && type !== '');
}

function normalizeTypes(input: unknown, path: string, problems: Problems): ReadonlySet<string | null> | null {
  if (input === null) return null;
  const given: readonly unknown[] = Array.isArray(input) ? input : [null, 'JWT', 'at+jwt'];
  const types = given.filter(isType);
  if (types.length < given.length)
    problems.add(path, 'must be a list of strings; null stands for a token without typ.');
  return new Set(types.map((type) => (type === null ? null : normalizeType(type))));
}

function normalizeScopeSources(input: unknown, path: string, problems: Problems): readonly ClaimPath[] {
  const sources: readonly unknown[] = Array.isArray(input) ? input : ['scope', 'scp'];
  if (sources.every(isClaimPath)) return Object.freeze(structuredClone(sources));
  problems.add(path, 'must be a list of claim names, or of lists of names for nested claims.');
  return [];
}

/** Judges, defaults and freezes one issuer. What is wrong goes to `problems`; the result then counts for nothing. */
export function normalizeIssuer(
  options: unknown,
  path: string,
  problems: Problems,
): NormalizedIssuer | undefined {
  const input = judgeShape(IssuerShape, options, path, problems) as IssuerOptions | undefined;
  if (input === undefined) return undefined;
  const algorithms = (Array.isArray(input.algorithms) ? input.algorithms : ['RS256']).filter(isAlgorithm);
  if (algorithms.some(isSymmetric) && !algorithms.every(isSymmetric)) {
    problems.add(
      at(path, 'algorithms'),
      'mixes HMAC with public-key algorithms: a public key could pass as a secret.',
    );
  }
  return Object.freeze({
    issuer: input.issuer,
    audience: input.audience === null ? null : new Set(toList(input.audience)),
    algorithms: new Set(algorithms),
    refreshTimes: normalizeTimes(input.jwks, at(path, 'jwks'), problems),
    keyOrigin: normalizeKeyOrigin(input, algorithms, path, problems),
    clockToleranceSeconds: input.clockToleranceSeconds ?? 60,
    requireAud: input.requireAud ?? true,
    requireExp: input.requireExp ?? true,
    requireNbf: input.requireNbf ?? false,
    maxAgeSeconds: input.maxAgeSeconds,
    types: normalizeTypes(input.types, at(path, 'types'), problems),
    acceptBoundTokens: input.acceptBoundTokens ?? false,
    acceptIdTokens: input.acceptIdTokens ?? false,
    allowMissingKid: input.allowMissingKid ?? false,
    scopeFrom: normalizeScopeSources(input.scopeFrom, at(path, 'scopeFrom'), problems),
    checks: normalizeChecks(input.checks, at(path, 'checks'), problems),
    hints: normalizeHints(input.hints, at(path, 'hints'), problems),
  });
}
