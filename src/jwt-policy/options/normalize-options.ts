import { systemClock, type JwtPolicyClock } from '../clock.js';
import { isPlainObject } from '../claims/index.js';
import { systemFetch, type FetchFunction } from '../keys/index.js';
import { normalizeClients, type NormalizedClients } from '../clients/index.js';
import {
  bearerHeader,
  sourceOrigin,
  type TokenOrigin,
  type TokenSource,
  type VerifiedTokenCacheBounds,
} from '../tokens/index.js';
import { at, judgeShape, numberOr } from './judge-shape.js';
import { normalizeAppliesTo } from './normalize-applies-to.js';
import { normalizeChecks } from './normalize-checks.js';
import { normalizeClaimsToHeaders } from './normalize-claims-to-headers.js';
import { normalizeIssuer } from './normalize-issuer.js';
import type { NormalizedIssuer, NormalizedOptions, NormalizedPolicy } from './normalized-options.js';
import { ModuleShape, PolicyShape, TokenCacheShape } from './option-shapes.js';
import type { JwtPolicyOptions, StartNotice, PolicyOptions } from './options.js';
import { optOutsOf } from './opt-outs.js';
import { Problems } from './problems.js';

function repeatedName(names: readonly unknown[]): string | undefined {
  return names
    .filter((name) => typeof name === 'string')
    .find((name, index, all) => all.indexOf(name) !== index);
}

function judgeIssuers(issuers: readonly NormalizedIssuer[], path: string, problems: Problems): void {
  const names = issuers.map(({ issuer }) => issuer);
  if (names.length > 1 && names.includes(null)) {
    problems.add(path, 'issuer: null is allowed only for the sole issuer of a policy.');
  }
  if (issuers.length > 1 && issuers.some(({ keyOrigin }) => keyOrigin.kind === 'unverified')) {
    problems.add(path, 'that accept unsigned tokens stand alone in their policy, beside no other issuer.');
  }
  const repeated = repeatedName(names);
  if (repeated !== undefined) problems.add(path, `names the issuer ${JSON.stringify(repeated)} twice.`);
}

function isTokenSource(value: unknown): value is TokenSource {
  return isPlainObject(value) && typeof value['describe'] === 'string' && typeof value['read'] === 'function';
}

function normalizeOrigin(input: PolicyOptions, path: string, problems: Problems): TokenOrigin {
  if (!Object.hasOwn(input, 'origin')) return bearerHeader;
  const source: unknown = input.origin;
  if (!isTokenSource(source)) {
    const message = 'must be { describe, read(attributes) }; leave it out for the Authorization header.';
    problems.add(at(path, 'origin'), message);
    return bearerHeader;
  }
  if (source.problem !== undefined) problems.add(at(path, 'origin'), source.problem);
  return sourceOrigin(source);
}

function normalizeClientsOf(
  input: PolicyOptions,
  path: string,
  problems: Problems,
): NormalizedClients | undefined {
  if (!Object.hasOwn(input, 'clients')) return undefined;
  const place = at(path, 'clients');
  return normalizeClients(input.clients, (option, message) =>
    problems.add(option === '' ? place : at(place, option), message),
  );
}

function normalizePolicy(options: unknown, path: string, problems: Problems): NormalizedPolicy | undefined {
  const input = judgeShape(PolicyShape, options, path, problems) as PolicyOptions | undefined;
  if (input === undefined) return undefined;
  const list: readonly unknown[] = Array.isArray(input.issuers) ? input.issuers : [];
  const issuers = list.flatMap(
    (issuer, index) => normalizeIssuer(issuer, `${at(path, 'issuers')}[${index}]`, problems) ?? [],
  );
  judgeIssuers(issuers, at(path, 'issuers'), problems);
  return Object.freeze({
    name: input.name,
    issuers: Object.freeze(issuers),
    origin: normalizeOrigin(input, path, problems),
    checks: normalizeChecks(input.checks, at(path, 'checks'), problems),
    clients: normalizeClientsOf(input, path, problems),
    claimsToHeaders: normalizeClaimsToHeaders(input.claimsToHeaders, at(path, 'claimsToHeaders'), problems),
    responses: input.responses ?? 'rfc6750',
    appliesTo: normalizeAppliesTo(input.appliesTo, at(path, 'appliesTo'), problems),
  });
}

function normalizePolicies(input: ModuleShape, problems: Problems): readonly NormalizedPolicy[] {
  const { policies, issuers, checks } = input;
  if ((policies === undefined) === (issuers === undefined)) {
    problems.add('options', 'must have either policies, or issuers for a single policy.');
    return [];
  }
  if (policies === undefined) {
    const single = { name: 'default', issuers, ...(Array.isArray(checks) && { checks }) };
    return [normalizePolicy(single, '', problems)].filter((policy) => policy !== undefined);
  }
  if (checks !== undefined) problems.add('checks', 'belong into a policy when there are policies.');
  const list: readonly unknown[] = Array.isArray(policies) ? policies : [];
  const normalized = list.flatMap(
    (policy, index) => normalizePolicy(policy, `policies[${index}]`, problems) ?? [],
  );
  const repeated = repeatedName(normalized.map(({ name }) => name));
  if (repeated !== undefined) problems.add('policies', `name the policy ${JSON.stringify(repeated)} twice.`);
  return normalized;
}

function normalizeTokenCache(input: unknown, problems: Problems): VerifiedTokenCacheBounds | undefined {
  if (input === false) return undefined;
  const shape = input === undefined ? undefined : judgeShape(TokenCacheShape, input, 'tokenCache', problems);
  return Object.freeze({
    maxEntries: numberOr(20_000, shape?.maxEntries),
    maxBytes: numberOr(20_000_000, shape?.maxBytes),
  });
}

function isNotice(value: unknown): value is StartNotice {
  if (!isPlainObject(value) || Object.keys(value).length !== 2) return false;
  return (value['level'] === 'log' || value['level'] === 'warn') && typeof value['message'] === 'string';
}

function normalizeNotices(input: unknown, problems: Problems): readonly StartNotice[] {
  // What is no list was told by the shape.
  const given: readonly unknown[] = Array.isArray(input) ? input : [];
  const notices = given.map((one) => (typeof one === 'string' ? { level: 'log', message: one } : one));
  const read = notices.filter(isNotice).map((notice) => Object.freeze({ ...notice }));
  if (read.length < notices.length)
    problems.add('notices', "must be a list of sentences, or of { level: 'log' or 'warn', message }.");
  return Object.freeze(read);
}

/**
 * The one way from options to what the library runs on, for `forRoot` and `forRootAsync` alike: judged, defaulted,
 * compiled and frozen; what the caller passed is not changed. Throws `JwtPolicyConfigurationError` with every problem.
 */
export function normalizeOptions(options: JwtPolicyOptions): NormalizedOptions {
  const problems = new Problems();
  const input = judgeShape(ModuleShape, options, '', problems);
  const policies = input === undefined ? [] : normalizePolicies(input, problems);
  const clock = input?.clock;
  if (clock !== undefined && !(isPlainObject(clock) && typeof clock['now'] === 'function')) {
    problems.add('clock', 'must be an object with now(): milliseconds since the epoch.');
  }
  if (input?.fetch !== undefined && typeof input.fetch !== 'function')
    problems.add('fetch', 'must be a function.');
  const tokenCache = normalizeTokenCache(input?.tokenCache, problems);
  const notices = normalizeNotices(input?.notices, problems);
  problems.throwIfAny();
  const unmatchedRoutes = (input?.unmatchedRoutes as 'deny' | 'allow' | undefined) ?? 'deny';
  const dangerouslyAllowUnguardedHandlers = input?.dangerouslyAllowUnguardedHandlers === true;
  return Object.freeze({
    policies: Object.freeze(policies),
    unmatchedRoutes,
    tokenCache,
    failFast: input?.failFast === true,
    dangerouslyAllowUnguardedHandlers,
    clock: (clock as JwtPolicyClock | undefined) ?? systemClock,
    fetch: (input?.fetch as FetchFunction | undefined) ?? systemFetch,
    warnings: Object.freeze([...problems.warnings]),
    notices,
    optOuts: Object.freeze(optOutsOf({ policies, unmatchedRoutes, dangerouslyAllowUnguardedHandlers })),
  });
}
