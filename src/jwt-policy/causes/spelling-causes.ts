import type { KnownCause } from './known-cause.js';
import { byBlanks, byCase, bySlash, isNearMiss } from './near-misses.js';

/** Causes that are a matter of spelling: values are compared letter by letter. */
export const SPELLING_CAUSES: readonly KnownCause[] = [
  {
    name: 'trailing-slash',
    codes: ['ISSUER_REFUSED', 'AUDIENCE_REFUSED'],
    mender: 'operator',
    sentence: () =>
      'what the token says differs from the configured value only by a slash at its end, which counts: configure exactly what the tokens say',
    matches: (evidence) => isNearMiss(evidence, bySlash),
  },
  {
    name: 'configured-blank',
    codes: ['ISSUER_REFUSED', 'AUDIENCE_REFUSED', 'CLAIM_REFUSED', 'CLAIM_RULE_FAILED'],
    mender: 'operator',
    sentence: () =>
      'the configured value begins or ends with a blank, as values of exported MuleSoft policies may, and every letter counts: remove the blank',
    matches: (evidence) => isNearMiss(evidence, byBlanks),
  },
  {
    name: 'letter-case',
    codes: ['ISSUER_REFUSED', 'AUDIENCE_REFUSED', 'CLAIM_REFUSED', 'CLAIM_RULE_FAILED', 'SCOPE_MISSING'],
    mender: 'operator',
    sentence: () => 'what the token says differs from what is expected only by letter case, which counts',
    matches: (evidence) => isNearMiss(evidence, byCase),
  },
];
