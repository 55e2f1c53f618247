import { meantPath, readClaim } from '../claims/index.js';
import type { CauseEvidence, KnownCause } from './known-cause.js';
import { byPrefix, isNearMiss, textsOf } from './near-misses.js';

/** Where issuers write scopes, permissions and roles. */
const SCOPE_CLAIMS = ['scope', 'scp', 'permissions', 'roles'];

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** The path that a name with dots was meant as. */
function meant({ claim, claims }: CauseEvidence): string | undefined {
  return claim === undefined ? undefined : meantPath(claims, claim);
}

function hasScopeIn(claim: string, { claims, accepts }: CauseEvidence): boolean {
  const value = readClaim(claims, claim);
  const words = typeof value === 'string' ? value.split(/[ ,]/) : textsOf(value);
  return words.some((word) => accepts.includes(word));
}

/** Causes of a scope or a claim that is not accepted. */
export const VALUE_CAUSES: readonly KnownCause[] = [
  {
    name: 'scope-without-prefix',
    codes: ['SCOPE_MISSING'],
    mender: 'caller',
    sentence: () =>
      'the token has the scope without the prefix that is expected: the client has to ask for the full name of the scope',
    matches: (evidence) => isNearMiss(evidence, byPrefix),
  },
  {
    name: 'demand-without-prefix',
    codes: ['SCOPE_MISSING'],
    mender: 'operator',
    sentence: () =>
      'the token has the scope with a prefix, and the route demands it without: demand the full name of the scope',
    matches: (evidence) => isNearMiss(evidence, (accepted, found) => byPrefix(found, accepted)),
  },
  {
    name: 'scopes-with-commas',
    codes: ['SCOPE_MISSING'],
    mender: 'issuer',
    sentence: () =>
      'the scopes of the token are divided by commas, and must be divided by blanks (RFC 6749 §3.3)',
    matches: ({ found, accepts }) =>
      textsOf(found).some(
        (text) => text.includes(',') && text.split(',').some((one) => accepts.includes(one)),
      ),
  },
  {
    name: 'scope-in-other-claim',
    codes: ['SCOPE_MISSING'],
    mender: 'operator',
    sentence: () =>
      'the token has the name in another claim than those that scopes are read from: name that claim in scopeFrom, if it is meant to grant access',
    matches: (evidence) => SCOPE_CLAIMS.some((claim) => hasScopeIn(claim, evidence)),
  },
  {
    name: 'nested-claim',
    codes: ['CLAIM_MISSING', 'CLAIM_RULE_FAILED'],
    mender: 'operator',
    sentence: (evidence) => `a name with dots is one name, and the path ${meant(evidence)} was meant`,
    matches: (evidence) => evidence.found === undefined && meant(evidence) !== undefined,
  },
  {
    name: 'list-for-literal',
    codes: ['CLAIM_REFUSED', 'CLAIM_RULE_FAILED'],
    mender: 'operator',
    sentence: () =>
      'the claim is a list, and a literal never equals a list: use includes(), or contains in an expression',
    matches: ({ found, accepts }) => Array.isArray(found) && accepts.some(isScalar),
  },
  {
    name: 'literal-for-list',
    codes: ['CLAIM_REFUSED', 'CLAIM_RULE_FAILED'],
    mender: 'operator',
    sentence: () =>
      'the claim is the expected value itself, and includes() asks for a list: compare with the literal',
    matches: ({ found, accepts }) => isScalar(found) && accepts.includes(found),
  },
  {
    name: 'other-type',
    codes: ['CLAIM_REFUSED', 'CLAIM_RULE_FAILED'],
    mender: 'operator',
    sentence: () =>
      'the claim has the expected letters, and another type: a text never equals a number or a Boolean',
    matches: ({ found, accepts }) =>
      isScalar(found) &&
      accepts.some((one) => isScalar(one) && one !== found && String(one) === String(found)),
  },
];
