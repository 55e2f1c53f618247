import { quote } from '../errors/index.js';
import type { Policy } from '../policy/index.js';
import { isOperation, type CallPlace } from './call-places.js';
import type { RouteFinding } from './route-finding.js';

/** A row of `appliesTo`, of either kind. */
interface Row {
  readonly position: number;
  readonly describe?: string | undefined;
}

function idleFinding({ name }: Policy, { position, describe }: Row, matches: string): RouteFinding {
  const words = describe === undefined ? '' : ` (${describe})`;
  const message = `Policy ${quote(name)}: appliesTo[${position}]${words} matches ${matches}`;
  return { code: 'ROW_MATCHES_NOTHING', severity: 'warn', message, place: name };
}

/**
 * The rows of a policy that match none of these places. A misspelt row applies nowhere, and a policy that is stricter than
 * another would be left out silently.
 */
export function rowFindings(policy: Policy, places: readonly CallPlace[]): readonly RouteFinding[] {
  const served = places.filter(isOperation);
  const routes = places.flatMap((at) => (isOperation(at) ? [] : [at]));
  const forHttp = (policy.appliesTo ?? []).filter((row) =>
    routes.every(({ pattern, method }) => row.covers(pattern, method) === 'none'),
  );
  const forOthers = (policy.operations ?? []).filter((row) =>
    served.every((operation) => row.covers(operation) === 'none'),
  );
  return [
    ...forHttp.map((row) => idleFinding(policy, row, 'no route. Letter case, prefix and version count.')),
    ...forOthers.map((row) => idleFinding(policy, row, 'no operation. Letter case and transport count.')),
  ];
}
