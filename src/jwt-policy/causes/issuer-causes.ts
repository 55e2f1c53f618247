import { isNearMiss, textsOf } from './near-misses.js';
import type { CauseEvidence, KnownCause } from './known-cause.js';

/** The names that Microsoft Entra ID has for one tenant, by the version of the token. */
const ENTRA = [
  ['1', /^https:\/\/sts\.windows\.net\/([0-9a-f-]{36})\/$/],
  ['2', /^https:\/\/login\.microsoftonline\.com\/([0-9a-f-]{36})\/v2\.0$/],
] as const;

/** Version and tenant that an `iss` of Entra names. */
function entraNames(iss: string): readonly (readonly [version: string, tenant: string])[] {
  return ENTRA.flatMap(([version, pattern]) => {
    const tenant = pattern.exec(iss)?.[1];
    return tenant === undefined ? [] : [[version, tenant] as const];
  });
}

function isOtherVersion(one: string, other: string): boolean {
  const [[version, tenant] = []] = entraNames(one);
  return entraNames(other).some(([foundVersion, found]) => found === tenant && foundVersion !== version);
}

function versionOf({ found }: CauseEvidence): string {
  return textsOf(found)
    .flatMap(entraNames)
    .map(([version]) => version)
    .join();
}

/** The last two labels of a host: they stay the same where environments differ by a label before them. */
function domainOf(host: string): string {
  return host.split('.').slice(-2).join('.');
}

/** Two URLs that have their path, their host or the domain of it in common. */
function areRelated(one: string, other: string): boolean {
  if (!URL.canParse(one) || !URL.canParse(other)) return false;
  const [left, right] = [new URL(one), new URL(other)];
  if (left.pathname.length > 1 && left.pathname === right.pathname) return true;
  return left.hostname.includes('.') && domainOf(left.hostname) === domainOf(right.hostname);
}

/** Causes of an `iss` that is not accepted. */
export const ISSUER_CAUSES: readonly KnownCause[] = [
  {
    name: 'entra-version',
    codes: ['ISSUER_REFUSED'],
    mender: 'operator',
    otherMender: 'issuer',
    sentence: (evidence) =>
      `the token is of version ${versionOf(evidence)} of the same tenant: accept both versions, or change requestedAccessTokenVersion in the manifest of the API`,
    matches: (evidence) => isNearMiss(evidence, isOtherVersion),
  },
  {
    name: 'other-environment',
    codes: ['ISSUER_REFUSED'],
    mender: 'caller',
    otherMender: 'operator',
    sentence: () =>
      'the token is of another environment or tenant of this issuer: the client asked the wrong one, or this service is configured for the wrong one',
    matches: (evidence) => isNearMiss(evidence, areRelated),
  },
];
