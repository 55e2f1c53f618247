import type { VerifiedTokenCacheBounds } from '../tokens/index.js';
import { DeclaredModuleOptions, DeclaredTokenCacheOptions, type JwtPolicyOptions } from './module-options.js';
import { normalizePolicy, repeatedName } from './normalize-policy.js';
import type { NormalizedOptions, NormalizedPolicy } from './normalized-options.js';
import type { StartNotice } from './option-values.js';
import { optOutsOf } from './opt-outs.js';
import { Problems } from './problems.js';
import { validateOptions } from './validate-options.js';

function normalizePolicies(
  { policies, issuers, checks }: DeclaredModuleOptions,
  problems: Problems,
): readonly NormalizedPolicy[] {
  if (problems.has('policies')) return [];
  if ((policies === undefined) === (issuers === undefined)) {
    problems.add('options', 'must have either policies, or issuers for a single policy.');
    return [];
  }
  if (policies === undefined) {
    const single = { name: 'default', issuers, ...(checks && { checks }) };
    return [normalizePolicy(single, '', problems)].filter((policy) => policy !== undefined);
  }
  if (checks !== undefined) problems.add('checks', 'cannot stand beside policies; move them into a policy.');
  const normalized = policies.flatMap(
    (policy, index) => normalizePolicy(policy, `policies[${index}]`, problems) ?? [],
  );
  const repeated = repeatedName(normalized.map(({ name }) => name));
  if (repeated !== undefined) problems.add('policies', `name the policy ${JSON.stringify(repeated)} twice.`);
  return normalized;
}

function normalizeTokenCache(input: unknown, problems: Problems): VerifiedTokenCacheBounds | undefined {
  if (input === false) return undefined;
  const options = validateOptions(DeclaredTokenCacheOptions, input, 'tokenCache', problems);
  return options && Object.freeze({ ...options });
}

function normalizeNotices(notices: readonly (string | StartNotice)[]): readonly StartNotice[] {
  return Object.freeze(
    notices.map((one): StartNotice =>
      Object.freeze(typeof one === 'string' ? { level: 'log', message: one } : { ...one }),
    ),
  );
}

/**
 * The one way from options to what the library runs on, for `forRoot` and `forRootAsync` alike: validated, defaulted,
 * compiled and frozen; what the caller passed is not changed. Throws `JwtPolicyConfigurationError` with every problem.
 */
export function normalizeOptions(input: JwtPolicyOptions): NormalizedOptions {
  const problems = new Problems();
  const given = validateOptions(DeclaredModuleOptions, input, '', problems);
  const options = given ?? new DeclaredModuleOptions();
  const policies = given === undefined ? [] : normalizePolicies(given, problems);
  const tokenCache = normalizeTokenCache(options.tokenCache, problems);
  problems.throwIfAny();
  const { issuers: _issuers, checks: _checks, ...same } = options;
  const normalized = { ...same, policies: Object.freeze(policies), tokenCache };
  return Object.freeze({
    ...normalized,
    notices: normalizeNotices(options.notices),
    observers: Object.freeze([...options.observers]),
    warnings: Object.freeze([...problems.warnings]),
    optOuts: Object.freeze(optOutsOf(normalized)),
  });
}
