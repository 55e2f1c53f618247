import { bearerHeader, sourceOrigin, type TokenOrigin, type TokenSource } from '../tokens/index.js';
import { normalizeAppliesTo } from './normalize-applies-to.js';
import { normalizeChecks } from './normalize-checks.js';
import { normalizeClaimsToHeaders } from './normalize-claims-to-headers.js';
import { normalizeClients } from './normalize-clients.js';
import { normalizeIssuer } from './normalize-issuer.js';
import type { NormalizedIssuer, NormalizedPolicy } from './normalized-options.js';
import { DeclaredPolicyOptions } from './policy-options.js';
import type { Problems } from './problems.js';
import { at, validateOptions } from './validate-options.js';

/** A name that stands in a list twice, or undefined. Missing names are reported elsewhere. */
export function repeatedName(names: readonly unknown[]): string | undefined {
  return names
    .filter((name) => typeof name === 'string')
    .find((name, index, all) => all.indexOf(name) !== index);
}

/** What must hold between the issuers of one policy. */
function validateTogether(issuers: readonly NormalizedIssuer[], path: string, problems: Problems): void {
  const names = issuers.map(({ issuer }) => issuer);
  if (names.length > 1 && names.includes(null))
    problems.add(path, 'issuer: null is allowed only for the sole issuer of a policy.');
  if (issuers.length > 1 && issuers.some(({ keyOrigin }) => keyOrigin.kind === 'unverified'))
    problems.add(path, 'an issuer of unsigned tokens must be the sole issuer of its policy.');
  const repeated = repeatedName(names);
  if (repeated !== undefined) problems.add(path, `names the issuer ${JSON.stringify(repeated)} twice.`);
}

function normalizeIssuers(
  input: readonly unknown[],
  path: string,
  problems: Problems,
): readonly NormalizedIssuer[] {
  const issuers = input.flatMap(
    (issuer, index) => normalizeIssuer(issuer, `${path}[${index}]`, problems) ?? [],
  );
  validateTogether(issuers, path, problems);
  return Object.freeze(issuers);
}

function normalizeOrigin(source: TokenSource | undefined, path: string, problems: Problems): TokenOrigin {
  if (source === undefined) return bearerHeader;
  if (source.problem !== undefined) problems.add(path, source.problem);
  return sourceOrigin(source);
}

/** Validates, defaults and freezes one policy. What is wrong goes to `problems`, and the result must not be used. */
export function normalizePolicy(
  input: unknown,
  path: string,
  problems: Problems,
): NormalizedPolicy | undefined {
  const options = validateOptions(DeclaredPolicyOptions, input, path, problems);
  if (options === undefined) return undefined;
  const { origin, checks, appliesTo, clients, claimsToHeaders } = options;
  const issuers = problems.has(at(path, 'issuers')) ? [] : options.issuers;
  return Object.freeze({
    ...options,
    issuers: normalizeIssuers(issuers, at(path, 'issuers'), problems),
    origin: normalizeOrigin(origin, at(path, 'origin'), problems),
    checks: normalizeChecks(checks, at(path, 'checks'), problems),
    clients: clients && normalizeClients(clients, at(path, 'clients'), problems),
    claimsToHeaders: normalizeClaimsToHeaders(claimsToHeaders, at(path, 'claimsToHeaders'), problems),
    ...normalizeAppliesTo(appliesTo, at(path, 'appliesTo'), problems),
  });
}
