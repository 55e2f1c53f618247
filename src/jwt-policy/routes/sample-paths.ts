import { readPattern } from './router-pattern.js';

const VALUES = [
  '1',
  '42',
  '1234',
  '123456',
  'a',
  'abc',
  'A1',
  'a-1',
  '2024-01-31',
  '00000000-0000-4000-8000-000000000000',
];

/** Examples, at start, of the paths that calls of a route can have. */
export interface SamplePaths {
  /** The route itself, and the route filled with typical parameter values. */
  readonly paths: readonly string[];
  /** The start of every path of the route, if a wildcard lets anything follow; else undefined. */
  readonly openBelow: string | undefined;
}

/** Sample paths of a route, given by its pattern. */
export function samplePaths(route: string): SamplePaths {
  const variants = readPattern.any(route)?.distinctVariants() ?? [];
  const filled = variants.flatMap(({ parts }) =>
    VALUES.map((value) => parts.map((part) => (part.kind === 'text' ? part.text : value)).join('')),
  );
  const open = variants.find(({ parts }) => parts.some(({ kind }) => kind === 'wildcard'));
  const first = open?.parts.findIndex(({ kind }) => kind !== 'text');
  const openBelow = open?.parts
    .slice(0, first)
    .map(({ text }) => text)
    .join('');
  return { paths: [...new Set([route, ...filled])], openBelow };
}
