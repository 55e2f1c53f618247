import { closestName } from './closest-name.js';
import type { Environment } from './parse-settings.js';
import { shown } from './shown.js';

/** Beginnings that belong to this service: a variable with one of them was meant for it. */
const PREFIXES = ['JWT_', 'JWKS_', 'LOCAL_ISSUER_', 'TRANSPORT'];

/** Names are cut before they are compared, so that a variable of a megabyte costs no more than any other. */
const COMPARED_CHARACTERS = 64;

/**
 * One warning for each variable that looks like a setting of this service and is none: a mistyped name would
 * otherwise be ignored without a word.
 */
export function unknownVariables(environment: Environment, known: readonly string[]): string[] {
  return Object.keys(environment)
    .filter((name) => PREFIXES.some((prefix) => name.startsWith(prefix)) && !known.includes(name))
    .toSorted()
    .map((name) => {
      const candidates = known.filter((other) => PREFIXES.some((prefix) => other.startsWith(prefix)));
      const closest = closestName(name.slice(0, COMPARED_CHARACTERS), candidates);
      return `${shown(name)} is not a setting of this service and is ignored. Did you mean ${closest}?`;
    });
}
