import { readFileSync } from 'node:fs';
import { join } from 'node:path';
/** The root of the repository. */
export const ROOT = join(import.meta.dirname, '..', '..');
/** A document of the repository. */
export function readDocument(path) {
    return readFileSync(join(ROOT, path), 'utf8');
}
/** The cells of every table row below a heading, header and rule left out, code marks taken off the first cell. */
export function tableRows(markdown, heading) {
    const from = markdown.indexOf(`\n${heading}\n`);
    if (from < 0)
        throw new Error(`no heading ${heading}`);
    const section = markdown.slice(from + heading.length + 1).split(/\n##? /)[0] ?? '';
    return section
        .split('\n')
        .filter((line) => line.startsWith('|') && !/^\|[\s|:-]+\|$/.test(line))
        .map((line) => line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()));
}
/** The text of every fenced block of a language. */
export function codeBlocks(markdown, language) {
    return [...markdown.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code]) => code ?? '');
}
