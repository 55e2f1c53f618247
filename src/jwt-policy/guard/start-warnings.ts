import { quote } from '../errors/index.js';
import type { Plan, Policy } from '../policy/index.js';
import { couldApplyTo } from '../routes/index.js';
import type { RoutePattern } from './route-patterns.js';

/** A guarded handler. */
export interface GuardedHandler {
  readonly plan: Plan;
  /** Every pattern of its route; none for handlers that are no HTTP routes. */
  readonly patterns: readonly RoutePattern[];
}

/** Whether these policies accept a common issuer, so that one token could pass all of them. */
function shareAnIssuer(policies: readonly Policy[]): boolean {
  const accepted = policies
    .map(({ issuers }) => issuers.map(({ options }) => options.issuer))
    .filter((issuers) => !issuers.includes(null));
  const [first = [], ...others] = accepted;
  return accepted.length === 0 || first.some((issuer) => others.every((issuers) => issuers.includes(issuer)));
}

function routeWarning(
  { policies, openWhenUnmatched, route }: Plan,
  { method, pattern }: RoutePattern,
): string | undefined {
  const matching = policies.filter((policy) => couldApplyTo(policy.appliesTo, pattern, method));
  const where = `${method} ${pattern.text} (${route})`;
  if (matching.length === 0) {
    const outcome = openWhenUnmatched ? 'calls pass without a token' : 'calls get 403 NO_POLICY_APPLIES';
    return `No policy applies to ${where}: ${outcome}.`;
  }
  if (shareAnIssuer(matching)) return undefined;
  const names = matching.map(({ name }) => name).join(', ');
  return `No token can pass all policies of ${where}: ${names} accept no issuer in common. @UsePolicy() or appliesTo narrows them.`;
}

/**
 * Warns of handlers without a pattern: `appliesTo` needs the route of a call, and most calls over other transports have
 * none.
 */
function pathlessWarning({ hasConditions, route }: Plan): readonly string[] {
  if (!hasConditions) return [];
  return [
    `Policies of ${route} say appliesTo: its calls get NO_POLICY_APPLIES unless the transport gives their route.`,
  ];
}

/** Warns of rows that match no route: a misspelt row would silently leave out a stricter policy. */
function rowWarnings(policy: Policy, patterns: readonly RoutePattern[]): readonly string[] {
  const rows = policy.appliesTo ?? [];
  const idle = rows.filter((row) => !patterns.some(({ pattern, method }) => row.couldMatch(pattern, method)));
  return idle.map((row) => {
    const words = row.describe === undefined ? '' : ` (${row.describe})`;
    return `Policy ${quote(policy.name)}: appliesTo[${rows.indexOf(row)}]${words} matches no route. Letter case, prefix and version count.`;
  });
}

/** Warnings about policies and routes, logged at start. */
export function startWarnings(
  handlers: readonly GuardedHandler[],
  policies: readonly Policy[],
): readonly string[] {
  const patterns = handlers.flatMap((handler) => handler.patterns);
  return [
    ...policies.flatMap((policy) => rowWarnings(policy, patterns)),
    ...handlers.flatMap(({ plan, patterns: own }) =>
      own.length > 0 ? own.flatMap((pattern) => routeWarning(plan, pattern) ?? []) : pathlessWarning(plan),
    ),
  ];
}
