import { refuse, type Refusal } from '../errors/index.js';
import type { KeyMiss } from './key-set.js';

const DETAILS: Readonly<Record<KeyMiss, string>> = {
  unknown: 'the key set has no key with the kid of the token',
  unfit: 'the key with the kid of the token is not for its alg',
  ambiguous: 'several keys have the kid of the token and fit its alg',
  'no-kid':
    'the token names no kid, and the key set needs one; allowMissingKid accepts this for a set of one key',
};

function refusalOf(miss: KeyMiss): Refusal {
  return Object.freeze(refuse(miss === 'unfit' ? 'ALGORITHM_REFUSED' : 'KEY_UNKNOWN', DETAILS[miss]));
}

const REFUSALS: Readonly<Record<KeyMiss, Refusal>> = {
  unknown: refusalOf('unknown'),
  unfit: refusalOf('unfit'),
  ambiguous: refusalOf('ambiguous'),
  'no-kid': refusalOf('no-kid'),
};

/** The refusal for a miss. It is the same object each time, so that callers can compare it. */
export function refuseMiss(miss: KeyMiss): Refusal {
  return REFUSALS[miss];
}
