import type { PatternVariant } from './pattern-variant.js';
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
  /** Every example begins with one of these. */
  readonly starts: readonly string[];
  /** The route itself, and the route filled with typical parameter values. */
  readonly paths: readonly string[];
  /** The start of every path of the route, if a wildcard lets anything follow; else undefined. */
  readonly openBelow: string | undefined;
}

function filled({ parts }: PatternVariant): readonly string[] {
  return VALUES.map((value) => parts.map((part) => (part.kind === 'text' ? part.text : value)).join(''));
}

/** Sample paths of a route, given by its pattern. */
export function samplePaths(route: string): SamplePaths {
  const variants = readPattern.any(route)?.distinctVariants() ?? [];
  const open = variants.find(({ parts }) => parts.some(({ kind }) => kind === 'wildcard'));
  return {
    starts: [route, ...variants.map(({ start }) => start)],
    get paths() {
      return [...new Set([route, ...variants.flatMap(filled)])];
    },
    openBelow: open?.start,
  };
}
