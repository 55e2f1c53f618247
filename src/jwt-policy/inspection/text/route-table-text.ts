import { printable } from '../../errors/index.js';
import type { FindingSeverity, RouteFinding } from '../route-finding.js';
import type { RouteEntry, RouteTable } from '../route-table.js';
import { accessCell, demandTexts, handlerCell, methodCell, pathCell, policyCell } from './cells.js';
import { countText } from './count-text.js';
import { layOut, wrap, type Cell } from './layout.js';

/** How a table is printed. */
export interface TextLayout {
  /** Characters in a line. */
  readonly columns: number;
  /** Whether a terminal shows it that knows colours. */
  readonly colours: boolean;
}

const SEVERITIES: readonly FindingSeverity[] = ['error', 'warn', 'info'];
const COLOURS: Readonly<Record<FindingSeverity, string>> = { error: '31', warn: '33', info: '36' };
const SEVERITY_WIDTH = 7;

function coloured(text: string, severity: FindingSeverity, { colours }: TextLayout): string {
  return colours ? `\u001B[${COLOURS[severity]}m${text}\u001B[0m` : text;
}

function routeCells(route: RouteEntry, hasPolicies: boolean): readonly Cell[] {
  return [
    [methodCell(route)],
    [pathCell(route)],
    [accessCell(route)],
    ...(hasPolicies ? [[policyCell(route)]] : []),
    demandTexts(route),
    [handlerCell(route)],
  ];
}

function findingLines({ severity, code, message }: RouteFinding, layout: TextLayout): readonly string[] {
  const indent = ' '.repeat(SEVERITY_WIDTH);
  const lines = wrap(printable(message).replaceAll('\n', ' '), layout.columns - SEVERITY_WIDTH);
  return [
    `${coloured(severity.padEnd(SEVERITY_WIDTH), severity, layout)}${code}`,
    ...lines.map((line) => indent + line),
  ];
}

/** The table for people: columns that fit, then the findings, the gravest first. */
export function routeTableText({ routes, policies, findings }: RouteTable, layout: TextLayout): string {
  const hasPolicies = policies.length > 1;
  const heading = ['METHOD', 'PATH', 'ACCESS', ...(hasPolicies ? ['POLICIES'] : []), 'DEMANDS', 'HANDLER'];
  const rows = [heading.map((word) => [word]), ...routes.map((route) => routeCells(route, hasPolicies))];
  const sorted = SEVERITIES.flatMap((severity) => findings.filter((one) => one.severity === severity));
  return [
    ...layOut(rows, layout.columns),
    '',
    countText(routes),
    ...(sorted.length === 0 ? [] : ['', ...sorted.flatMap((finding) => findingLines(finding, layout))]),
    '',
  ].join('\n');
}
