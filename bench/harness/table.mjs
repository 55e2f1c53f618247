/** @typedef {{ title: string, columns: string[], rows: string[][], notes?: string[] }} Table */

/** A number with three significant digits, and no exponent. */
export function number(value) {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) < 0.005) return '0.00';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

function widths({ columns, rows }) {
  return columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => (row[index] ?? '').length)),
  );
}

/** @param {Table} table */
export function asText(table) {
  const sizes = widths(table);
  const line = (cells) =>
    cells
      .map((cell, index) => (index === 0 ? cell.padEnd(sizes[0]) : cell.padStart(sizes[index])))
      .join('  ');
  const rule = sizes.map((size) => '-'.repeat(size)).join('  ');
  const notes = (table.notes ?? []).map((note) => `  ${note}`);
  return [`\n${table.title}`, line(table.columns), rule, ...table.rows.map(line), ...notes].join('\n');
}

const markdownLine = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

/** @param {Table} table */
export function asMarkdown(table) {
  const rule = table.columns.map((_column, index) => (index === 0 ? '---' : '--:'));
  const notes = (table.notes ?? []).map((note) => `- ${note}`);
  return [
    `### ${table.title}`,
    '',
    markdownLine(table.columns),
    markdownLine(rule),
    ...table.rows.map(markdownLine),
    ...(notes.length > 0 ? ['', ...notes] : []),
    '',
  ].join('\n');
}
