import type { RouteFinding } from '../route-finding.js';
import type { RouteEntry, RouteTable } from '../route-table.js';
import { accessCell, demandTexts, handlerCell, methodCell, pathCell, policyCell, shown } from './cells.js';

/** The order of code points: the same on every machine, whatever its language. */
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function block(route: RouteEntry): string {
  const policies = policyCell(route);
  const noun = route.policies.length === 1 ? 'policy' : 'policies';
  return [
    [methodCell(route), pathCell(route), '->', handlerCell(route)].filter(Boolean).join(' '),
    `  ${accessCell(route)}${policies === '' ? '' : ` by ${noun} ${policies}`}`,
    ...demandTexts(route).map((demand) => `  ${demand}`),
  ].join('\n');
}

/** Routes first, by path. Entries with one key, such as those of all messages, are sorted by their text. */
function sortKey({ path = '', method = '', kind }: RouteEntry): string {
  return [kind === 'route' ? '' : kind, path, method].join('\0');
}

function findingLine({ severity, code, place }: RouteFinding): string {
  return `${severity} ${code} ${shown(place)}`;
}

/**
 * The table as a text that changes only where protection changes: sorted, a fact a line, no columns that would move. The
 * sentences of findings are left out, so that another wording is no change.
 */
export function policyTableText({ routes, findings }: RouteTable): string {
  const blocks = routes
    .map((route) => ({ key: sortKey(route), text: block(route) }))
    .toSorted((one, other) => compare(one.key, other.key) || compare(one.text, other.text))
    .map(({ text }) => text);
  const lines = [...new Set(findings.map(findingLine))].toSorted(compare);
  return `${[...blocks, ...(lines.length === 0 ? [] : [`findings\n  ${lines.join('\n  ')}`])].join('\n')}\n`;
}
