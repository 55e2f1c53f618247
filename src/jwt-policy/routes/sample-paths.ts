import type { PatternVariant } from './pattern-variant.js';
import { readPattern, type RouterPattern } from './router-pattern.js';

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

function samplesOf(route: string, variants: readonly PatternVariant[]): SamplePaths {
  const open = variants.find(({ parts }) => parts.some(({ kind }) => kind === 'wildcard'));
  return {
    starts: [route, ...variants.map(({ start }) => start)],
    get paths() {
      return [...new Set([route, ...variants.flatMap(filled)])];
    },
    openBelow: open?.start,
  };
}

/** Every row of every policy asks about every route. The paths are not kept: few rows need them. */
const KNOWN = new WeakMap<RouterPattern, SamplePaths>();

/** Sample paths of a route, given by its pattern. */
export function samplePaths(route: string): SamplePaths {
  const pattern = readPattern.any(route);
  if (pattern === undefined) return samplesOf(route, []);
  const samples = KNOWN.get(pattern) ?? samplesOf(route, pattern.distinctVariants());
  KNOWN.set(pattern, samples);
  return samples;
}
