/** A cell of several lines, each of which is wrapped by itself. */
export type Cell = readonly string[];

const GAP = '  ';
const LEAST = 8;

function widestOf(cells: readonly Cell[]): number {
  return cells.flat().reduce((widest, line) => Math.max(widest, line.length), 0);
}

/** Takes from the widest column until all fit. The first column keeps its width. */
function fit(natural: readonly number[], columns: number): readonly number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length) - columns;
  while (excess > 0) {
    const widest = Math.max(...widths.slice(1));
    if (widest <= LEAST) break;
    widths[widths.indexOf(widest, 1)] = widest - 1;
    excess -= 1;
  }
  return widths;
}

/** Breaks a line at blanks and behind slashes and dots; where there are none, anywhere. */
export function wrap(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const head = rest.slice(0, width + 1);
    const blank = head.lastIndexOf(' ');
    const sign = Math.max(head.lastIndexOf('/', width - 1), head.lastIndexOf('.', width - 1));
    const end = blank > width / 3 ? blank : sign > width / 3 ? sign : width;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

/** Rows of cells as columns that together fit a width; long cells go on in the next line. The first row is the heading. */
export function layOut(rows: readonly (readonly Cell[])[], columns: number): readonly string[] {
  const natural = (rows[0] ?? []).map((_cell, index) => widestOf(rows.map((row) => row[index] ?? [])));
  const widths = fit(natural, columns);
  return rows.flatMap((row) => {
    const cells = widths.map((width, index) => (row[index] ?? []).flatMap((line) => wrap(line, width)));
    const height = cells.reduce((most, cell) => Math.max(most, cell.length), 1);
    return Array.from({ length: height }, (_none, line) =>
      cells
        .map((cell, index) => (cell[line] ?? '').padEnd(widths[index] ?? 0))
        .join(GAP)
        .trimEnd(),
    );
  });
}
