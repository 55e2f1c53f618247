import { grantsScope, readScopes, type ClaimPath } from '../../claims/index.js';
import { refuse } from '../../errors/index.js';
import type { ScopeDemands } from '../demands.js';
import type { Step } from '../step.js';
import { must, type Subject } from '../subject.js';

function granted(subject: Subject): ReadonlySet<string> {
  return readScopes(subject.claims, must(subject.issuer).options.scopeFrom);
}

/** It uses loops and creates no functions, because it runs at every call. */
function grantsScopes(claims: object, sources: readonly ClaimPath[], { all, any }: ScopeDemands): boolean {
  for (const scope of all) if (!grantsScope(claims, sources, scope)) return false;
  for (const group of any) {
    if (!group.some((scope) => grantsScope(claims, sources, scope))) return false;
  }
  return true;
}

/** `scope orders/read`, or `scope: all of a, b and one of c, d`. */
function describe({ all, any }: ScopeDemands): string {
  if (all.length === 1 && any.length === 0) return `scope ${all.join()}`;
  const groups = any.map((group) => `one of ${group.join(', ')}`);
  return `scope: ${[...(all.length > 0 ? [`all of ${all.join(', ')}`] : []), ...groups].join(' and ')}`;
}

/**
 * The step of a route's scopes. The list is empty if the route demands none. The refusal names every scope that the route
 * demands, alternatives included (RFC 6750 §3: the scope required to access the resource).
 */
export function scopeSteps(demands: ScopeDemands): readonly Step[] {
  const { all, any } = demands;
  if (all.length === 0 && any.length === 0) return [];
  const scopes = Object.freeze([...new Set([...all, ...any.flat()])]);
  const expects = describe(demands);
  return [
    {
      name: 'scope',
      expects,
      needs: ['verified', 'issuer'],
      run(subject) {
        const { scopeFrom } = must(subject.issuer).options;
        return grantsScopes(subject.claims, scopeFrom, demands)
          ? undefined
          : refuse('SCOPE_MISSING', `expected ${expects}`, { scopes });
      },
      found: (subject) => [...granted(subject)],
      accepts: () => scopes,
    },
  ];
}
