import { number } from './table.mjs';

/** @typedef {{ what: string, goal: string, measured: string, met: boolean | undefined }} Goal */

/** A goal with one limit, beside the value of its row: undefined where the run left the row out. */
function limited(what, value, goal, isMet, unit, beside = '') {
  return {
    what,
    goal: `${goal}${unit}`,
    measured: value === undefined ? 'not measured' : `${number(value)}${unit}${beside}`,
    met: value === undefined ? undefined : isMet(value),
  };
}

/** @returns {Goal} */
export function atLeast(what, limit, value, unit = ' ×') {
  return limited(what, value, `≥ ${limit}`, (measured) => measured >= limit, unit);
}

/** @param {string} [beside] what else the row says @returns {Goal} */
export function atMost(what, limit, value, unit = ' ×', beside = '') {
  return limited(what, value, `≤ ${limit}`, (measured) => measured <= limit, unit, beside);
}
