import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The root of the repository. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** The Markdown files of a folder of the repository and below, in order. */
export function pagesBelow(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))
    .toSorted();
}

/** A document of the repository. */
export function readDocument(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The text below a heading, as far as the next one of level 1 or 2. */
function sectionBelow(markdown: string, heading: string): string {
  const from = markdown.indexOf(`\n${heading}\n`);
  if (from < 0) throw new Error(`no heading ${heading}`);
  return markdown.slice(from + heading.length + 1).split(/\n##? /)[0] ?? '';
}

/** The cells of every table row below a heading, the header among them, without the rule. */
export function tableRows(markdown: string, heading: string): readonly (readonly string[])[] {
  return sectionBelow(markdown, heading)
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s|:-]+\|$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
}

/** An item of a list that says something of a name: `name` (note). Text, or `name`: text. */
export interface ListEntry {
  /** Without code marks. */
  readonly name: string;
  readonly note: string;
  readonly text: string;
}

const ENTRY =
  /^(`[^`]*`(?:(?:, | ; )`[^`]*`)*|\*\*.+?\*\*)(?: \(((?:`[^`]*`|[^`)])*)\))?(?:[.:](?: (.*))?)?$/;

/** What the lists below a heading say, in order; items that say nothing of a name are left out. */
export function listEntries(markdown: string, heading: string): readonly ListEntry[] {
  const items = [...sectionBelow(markdown, heading).matchAll(/^- .*(?:\n {2}.*)*/gm)];
  return items.flatMap(([item]) => {
    const line = item.slice(2).replaceAll(/\n {2}/g, ' ');
    const [, name, note = '', text = ''] = ENTRY.exec(line) ?? [];
    return name === undefined ? [] : [{ name: name.replaceAll('`', ''), note, text }];
  });
}

/** The text of every fenced block of a language. */
export function codeBlocks(markdown: string, language: string): readonly string[] {
  return [...markdown.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(
    ([, code]) => code ?? '',
  );
}
