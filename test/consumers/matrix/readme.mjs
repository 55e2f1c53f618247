import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KINDS } from './kinds.mjs';

const ROOT = join(import.meta.dirname, '../../..');
export const RESULTS = join(import.meta.dirname, 'results.json');
const MARKS = /(<!-- consumers -->\n)(.*?)(<!-- \/consumers -->)/s;

function short(version) {
  return version.split('.').slice(0, 2).join('.');
}

function cellOf(results, versions) {
  if (results.length === 0) return 'not tried';
  const working = results.filter(({ works }) => works).map(({ node }) => short(node));
  if (working.length === versions.length) return 'yes';
  return working.length === 0 ? 'no' : `Node ${working.join(', ')}`;
}

/** What README.md says of the results, between its marks. The day is that of the oldest result. */
export function readmeTable(results) {
  const versions = [...new Set(results.map(({ node }) => node))];
  const nests = [...new Set(results.map(({ nest }) => nest))];
  const rows = KINDS.filter(({ title }) => title !== undefined).map(({ name, title }) => {
    const cells = nests.map((nest) =>
      cellOf(
        results.filter((one) => one.kind === name && one.nest === nest),
        versions,
      ),
    );
    return [title, ...cells];
  });
  const table = [['application', ...nests.map((nest) => `Nest ${nest}`)], ...rows];
  const widths = table[0].map((_cell, column) => Math.max(...table.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const lines = [line(table[0]), rule, ...table.slice(1).map(line)];
  const day = results.map((one) => one.day).toSorted()[0];
  const said = `Last tried on ${day} or later, with Node ${versions.map(short).join(', ')}, on Express and Fastify:`;
  return `${said}\n\n${lines.join('\n')}\n\n`;
}

function keyOf({ kind, nest, node }) {
  return `${kind} ${nest} ${node}`;
}

function rank({ kind }) {
  return KINDS.findIndex(({ name }) => name === kind);
}

/** Puts results in the place of older ones of the same combinations, and writes what README.md says of them. */
export function writeResults(newer) {
  const older = JSON.parse(readFileSync(RESULTS, 'utf8'));
  const byKey = new Map([...older, ...newer].map((result) => [keyOf(result), result]));
  const results = [...byKey.values()].toSorted(
    (a, b) => a.nest.localeCompare(b.nest) || rank(a) - rank(b) || a.node.localeCompare(b.node),
  );
  writeFileSync(RESULTS, `[\n${results.map((one) => `  ${JSON.stringify(one)}`).join(',\n')}\n]\n`);
  const path = join(ROOT, 'README.md');
  const text = readFileSync(path, 'utf8');
  if (!MARKS.test(text)) throw new Error('README.md has no place for the results.');
  writeFileSync(
    path,
    text.replace(MARKS, (_all, begin, _old, end) => `${begin}\n${readmeTable(results)}${end}`),
  );
}
