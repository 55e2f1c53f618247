import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
const ROOT = join(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/dependencies.md'), 'utf8');
const MANIFEST = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const SECTIONS = [
    { section: 'Dependencies', member: 'dependencies' },
    { section: 'Peer dependencies', member: 'peerDependencies' },
    { section: 'Development dependencies', member: 'devDependencies' },
];
/** The entries of a section: each is one line with the name of a package and a reason. */
function entriesOf(section) {
    const text = PAGE.split('\n## ').find((part) => part.startsWith(`${section}\n`)) ?? '';
    return text.split('\n').filter((line) => line.startsWith('- '));
}
test.each(SECTIONS)('docs/dependencies.md lists the $member of package.json, in order', (row) => {
    const names = entriesOf(row.section).map((entry) => /^- `([^`]+)`/.exec(entry)?.[1]);
    expect(names).toEqual(Object.keys(MANIFEST[row.member] ?? {}));
});
test.each(SECTIONS)('docs/dependencies.md gives a reason for each of the $member', ({ section }) => {
    const unexplained = entriesOf(section).filter((entry) => !/^- `[^`]+`: .{10,}\.$/.test(entry));
    expect(unexplained).toEqual([]);
});
test('docs/dependencies.md has no section that package.json does not know', () => {
    const sections = [...PAGE.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
    expect(sections).toEqual(SECTIONS.map(({ section }) => section));
});
