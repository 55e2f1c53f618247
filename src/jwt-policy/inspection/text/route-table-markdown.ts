import type { RouteFinding } from '../route-finding.js';
import type { RouteEntry, RouteTable } from '../route-table.js';
import { accessCell, demandTexts, handlerCell, methodCell, pathCell, policyCell, shown } from './cells.js';
import { countText } from './count-text.js';

/** Text of the application in a cell of a table: nothing in it is markup, a link or the end of the cell. */
function cell(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>|#!~@&]/g, String.raw`\$&`);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** What anybody may call is the first that a reader should see. */
function markedAccess(route: RouteEntry): string {
  const text = cell(accessCell(route));
  return route.access === 'public' ? text.replace('public', '**public**') : text;
}

function findingLine({ severity, code, message }: RouteFinding): string {
  return `- **${severity}** \`${code}\`: ${cell(shown(message))}`;
}

/** The table as Markdown, for a comment on a pull request. */
export function routeTableMarkdown({ routes, findings }: RouteTable): string {
  const heading = ['Method', 'Path', 'Access', 'Policies', 'Demands', 'Handler'];
  return [
    row(heading),
    row(heading.map(() => '---')),
    ...routes.map((route) =>
      row([
        cell(methodCell(route)),
        cell(pathCell(route)),
        markedAccess(route),
        cell(policyCell(route)),
        demandTexts(route).map(cell).join('<br>'),
        cell(handlerCell(route)),
      ]),
    ),
    '',
    cell(countText(routes)),
    ...(findings.length === 0 ? [] : ['', ...findings.map(findingLine)]),
    '',
  ].join('\n');
}
