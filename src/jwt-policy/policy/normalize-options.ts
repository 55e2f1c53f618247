import { systemClock, type Clock } from '../clock.js';
import { isPlainObject } from '../claims/index.js';
import { systemFetch, type FetchFunction } from '../keys/index.js';
import type { VerifiedTokenCacheBounds } from '../tokens/index.js';
import { at, judgeShape, numberOr } from './judge-shape.js';
import { normalizeChecks } from './normalize-checks.js';
import { normalizeIssuer } from './normalize-issuer.js';
import type { NormalizedIssuer, NormalizedOptions, NormalizedPolicy } from './normalized-options.js';
import { AppliesToShape, ModuleShape, PolicyShape, TokenCacheShape } from './option-shapes.js';
import type { JwtPolicyOptions, PolicyOptions } from './options.js';
import { optOutsOf } from './opt-outs.js';
import { Problems } from './problems.js';
import {
  compileRouteCondition,
  routePathProblem,
  type AppliesToRow,
  type RouteCondition,
} from './route-pattern.js';

/** One text or several; undefined where nothing is said. What is no text was told by the shape. */
function textsOf(input: unknown): readonly string[] | undefined {
  if (input === undefined) return undefined;
  const list: readonly unknown[] = Array.isArray(input) ? input : [input];
  return list.filter((one) => typeof one === 'string').filter((one) => one !== '');
}

function normalizeAppliesTo(
  input: unknown,
  path: string,
  problems: Problems,
): readonly RouteCondition[] | undefined {
  if (!Array.isArray(input)) return undefined;
  const rows = input.map((row: unknown, index): AppliesToRow => {
    const shape = judgeShape(AppliesToShape, row, `${path}[${index}]`, problems);
    const { path: paths, methods } = shape ?? new AppliesToShape();
    const pathList = textsOf(paths);
    for (const one of pathList ?? []) {
      const problem = routePathProblem(one);
      if (problem !== undefined) problems.add(`${path}[${index}].path`, problem);
    }
    return { paths: pathList, methods: textsOf(methods)?.map((one) => one.toUpperCase()) };
  });
  return Object.freeze(rows.map(compileRouteCondition));
}

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
  const repeated = repeatedName(names);
  if (repeated !== undefined) problems.add(path, `names the issuer ${JSON.stringify(repeated)} twice.`);
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
    checks: normalizeChecks(input.checks, at(path, 'checks'), problems),
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
  problems.throwIfAny();
  const unmatchedRoutes = (input?.unmatchedRoutes as 'deny' | 'allow' | undefined) ?? 'deny';
  const open =
    unmatchedRoutes === 'allow'
      ? ['Routes that no policy applies to are open (unmatchedRoutes: allow).']
      : [];
  return Object.freeze({
    policies: Object.freeze(policies),
    unmatchedRoutes,
    tokenCache,
    failFast: input?.failFast === true,
    clock: (clock as Clock | undefined) ?? systemClock,
    fetch: (input?.fetch as FetchFunction | undefined) ?? systemFetch,
    optOuts: Object.freeze([...policies.flatMap(optOutsOf), ...open]),
  });
}
