import { quote } from '../errors/index.js';
import type { Policy } from '../policy/index.js';
import { absentClaimFindings } from './absent-claims.js';
import { callsOf, coverageAt, isOperation, placesOf, policiesAt, type CallPlace } from './call-places.js';
import { placeOf, type DescribedHandler } from './described-handler.js';
import { rowFindings } from './idle-rows.js';
import { offHttpFindings } from './off-http.js';
import type { RouteFinding } from './route-finding.js';
import { sharedRouteFindings } from './shared-routes.js';

/** Whether one token could satisfy all of these policies, as far as its issuer goes. */
function shareAnIssuer(policies: readonly Policy[]): boolean {
  const accepted = policies
    .map(({ issuers }) => issuers.map(({ options }) => options.issuer))
    .filter((issuers) => !issuers.includes(null));
  const [first = [], ...others] = accepted;
  return accepted.length === 0 || first.some((issuer) => others.every((issuers) => issuers.includes(issuer)));
}

function conditionFinding(handler: DescribedHandler, at: CallPlace, policy: Policy): readonly RouteFinding[] {
  if (coverageAt(policy, at) !== 'some') return [];
  const rows = (isOperation(at) ? policy.operations : policy.appliesTo) ?? [];
  const words = rows.flatMap(({ describe }) => describe ?? []);
  const condition = words.length === 0 ? '' : ` (${words.join(', or ')})`;
  const message = `Whether policy ${quote(policy.name)} applies to ${callsOf(handler, at)} is only known at each call${condition}.`;
  return [{ code: 'DECIDED_PER_CALL', severity: 'info', message, place: placeOf(handler) }];
}

/** Who has guarded routes by rows may have forgotten the messages of the same application. */
function adviceAt(at: CallPlace): string {
  if (!isOperation(at)) return '';
  const row = `{ transport: ${quote(at.transport)}, pattern: ${quote(at.pattern)} }`;
  return ` A row of appliesTo without a transport is for HTTP alone; a row for this operation is ${row}.`;
}

function placeFindings(handler: DescribedHandler, at: CallPlace): readonly RouteFinding[] {
  const { plan } = handler;
  if (plan === undefined || plan === 'public') return [];
  const place = placeOf(handler);
  const where = callsOf(handler, at);
  const applying = policiesAt(plan, at);
  if (applying.length === 0) {
    const isOpen = plan.openWhenUnmatched;
    const outcome = isOpen ? 'calls pass without a token' : 'calls get 403 NO_POLICY_APPLIES';
    const message = `No policy applies to ${where}: ${outcome}.${adviceAt(at)}`;
    // Whoever opens unmatched routes has said so; a route that refuses every call is a mistake.
    return [{ code: 'NO_POLICY_APPLIES', severity: isOpen ? 'warn' : 'error', message, place }];
  }
  const conditions = applying.flatMap((policy) => conditionFinding(handler, at, policy));
  if (shareAnIssuer(applying)) return conditions;
  const names = applying.map(({ name }) => name).join(', ');
  const message = `No token can pass all policies of ${where}: ${names} accept no issuer in common. @UsePolicy() or appliesTo narrows them.`;
  return [{ code: 'NO_TOKEN_PASSES', severity: 'error', message, place }, ...conditions];
}

/** Rows are compared with the route of a call, and most calls that are no HTTP requests have none. */
function placelessFindings(handler: DescribedHandler): readonly RouteFinding[] {
  const { plan } = handler;
  if (plan === undefined || plan === 'public' || !plan.hasConditions) return [];
  const place = placeOf(handler);
  const message = `Policies of ${place} say appliesTo: its calls get NO_POLICY_APPLIES unless the transport gives their route.`;
  return [{ code: 'NO_ROUTE_TO_COMPARE', severity: 'warn', message, place }];
}

function undecidedFindings(handler: DescribedHandler): readonly RouteFinding[] {
  const { plan, kind, guardedBy } = handler;
  if (plan !== undefined) return [];
  const place = placeOf(handler);
  if (guardedBy.length > 0) {
    const message = `${place} is guarded by ${guardedBy.join(', ')}, as @GuardedElsewhere() says. This is not checked.`;
    return [{ code: 'GUARDED_ELSEWHERE', severity: 'info', message, place }];
  }
  // A field resolver belongs to the query that asks for it.
  if (kind === 'field-resolver') return [];
  const message = `${place} is unguarded: no transport decides its calls, and dangerouslyAllowUnguardedHandlers lets them through.`;
  return [{ code: 'UNGUARDED', severity: 'warn', message, place }];
}

/** A method that is added to such a class later is open as well, and nothing in its own lines says so. */
function publicClassFindings(handlers: readonly DescribedHandler[]): readonly RouteFinding[] {
  const opened = new Map<string, string[]>();
  for (const handler of handlers) {
    const by = handler.declared.opened;
    if (handler.plan !== 'public' || (by?.place !== 'class' && by?.place !== 'base class')) continue;
    opened.set(by.name, [...(opened.get(by.name) ?? []), placeOf(handler)]);
  }
  return [...opened].flatMap(([place, handled]): readonly RouteFinding[] => {
    if (handled.length < 2) return [];
    const first = handled.slice(0, 5).join(', ');
    const more = handled.length > 5 ? ` and ${handled.length - 5} more` : '';
    const message = `@Public() on the class ${place} opens ${handled.length} handlers: ${first}${more}. A method that is added there is open as well, unless it has a demand of its own.`;
    return [{ code: 'PUBLIC_CLASS', severity: 'info', message, place }];
  });
}

/** What a reader of the table should look at, of policies first, then handler by handler. */
export function findingsOf(
  handlers: readonly DescribedHandler[],
  policies: readonly Policy[],
): readonly RouteFinding[] {
  const guarded = handlers.filter(({ plan }) => plan !== undefined && plan !== 'public');
  const places = guarded.flatMap(placesOf);
  return [
    ...policies.flatMap((policy) => rowFindings(policy, places)),
    ...policies.flatMap((policy) => offHttpFindings(policy, guarded)),
    ...publicClassFindings(handlers),
    ...handlers.flatMap((handler) => [
      ...undecidedFindings(handler),
      ...(placesOf(handler).length === 0
        ? placelessFindings(handler)
        : placesOf(handler).flatMap((at) => placeFindings(handler, at))),
      ...absentClaimFindings(handler),
    ]),
    ...sharedRouteFindings(handlers),
  ];
}
