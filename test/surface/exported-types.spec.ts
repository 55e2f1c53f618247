import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Declarations } from './declarations.js';
import { mentionsOf } from './mentions.js';

const LIBRARY = join(import.meta.dirname, '../../src/jwt-policy');

/** What users import: the package and its subpaths. */
const ENTRIES = [
  'index.ts',
  'expressions/index.ts',
  'graphql/index.ts',
  'microservices/index.ts',
  'mulesoft/index.ts',
  'testing/index.ts',
  'websockets/index.ts',
];

/** `Verdict mentions Client`, for each type in an exported signature that no entry exports. */
function unreachable(): readonly string[] {
  const declarations = new Declarations();
  const roots = ENTRIES.flatMap((entry) => [...declarations.exportsOf(join(LIBRARY, entry))]);
  const keyOf = ({ path, name }: { path: string; name: string }): string => `${path} ${name}`;
  const exported = new Set(roots.map(([, place]) => keyOf(place)));
  const seen = new Set<string>();
  const found = new Set<string>();
  const walk = (place: { path: string; name: string }): void => {
    if (seen.has(keyOf(place))) return;
    seen.add(keyOf(place));
    for (const node of declarations.nodesAt(place)) {
      const { named, included } = mentionsOf(node);
      for (const name of named) {
        const target = declarations.find(place.path, name);
        if (target && !exported.has(keyOf(target))) found.add(`${place.name} mentions ${target.name}`);
      }
      for (const name of included) {
        const target = declarations.find(place.path, name);
        if (target) walk(target);
      }
    }
  };
  for (const [, place] of roots) walk(place);
  expect(seen.size).toBeGreaterThan(100);
  return [...found].toSorted();
}

test('a name of one word is a word of this package, and not one that its users have too', () => {
  const names = [...new Declarations().exportsOf(join(LIBRARY, 'index.ts')).keys()];
  const ours = ['Claims', 'Explanation', 'Granted', 'Public', 'Refusal', 'Refused', 'Verdict'];
  expect(names.filter((name) => /^[A-Z][a-z]+$/.test(name)).toSorted()).toEqual(ours);
});

test('every type that an exported signature mentions is exported too', () => {
  expect(unreachable()).toEqual([]);
});
