import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGES = join(import.meta.dirname, '../../../../docs/migrating');
/** Where the pages say that the issuer is. */
export const WRITTEN_BASE = 'https://id.shop.example';

function block(text, opening) {
  const [, code] = new RegExp(`^\`\`\`${opening}\\n(.*?)^\`\`\``, 'ms').exec(text) ?? [];
  if (code === undefined) throw new Error(`The page has no block that opens with ${opening}.`);
  return code;
}

/** What a cell says comes back: a status with a code or without, or a challenge. */
function readCell(cell) {
  const [, status, code] = /^(\d{3})(?: `([A-Z_]+)`)?$/.exec(cell) ?? [];
  if (status === undefined) return { challenge: cell === 'none' ? null : cell.replaceAll('`', '') };
  return { status: Number(status), ...(code !== undefined && { code }) };
}

/** A page of docs/migrating: both programs, and what the table says of each call. */
export function readPage(name) {
  const text = readFileSync(join(PAGES, `${name}.md`), 'utf8');
  const rows = text
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| call '))
    .filter((line) => !/^[|\s:-]+$/.test(line))
    .map((line) => line.slice(2, -2).split(/ +\| +/));
  if (rows.length === 0) throw new Error('The page has no table of calls.');
  return {
    before: block(text, 'ts before'),
    after: block(text, 'ts'),
    calls: rows.map(([label, before, after]) => ({
      label,
      before: readCell(before),
      after: readCell(after.trim()),
    })),
  };
}
