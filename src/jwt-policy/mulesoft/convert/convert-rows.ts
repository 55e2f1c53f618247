import type { CallAttributes } from '../../claims/index.js';
import { PatternError } from '../../patterns/index.js';
import type { PolicyOptions } from '../../options/index.js';
import { isPlainPath, pathCondition, type CallCondition } from '../../routes/index.js';
import { couldBePath } from './could-be-path.js';
import type { ImportContext } from './import-context.js';
import { pathTexts } from './path-texts.js';
import type { PatternSource, RowSource } from '../read/policy-source.js';
import { compileRowPattern, type RowPattern } from './row-pattern.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'];

interface CompiledPattern extends PatternSource {
  readonly pattern: RowPattern;
}

/** Methods are upper case; GET covers HEAD, which Nest routes to the same handler. */
function methodTexts(method: string): readonly string[] {
  return method === 'HEAD' ? ['HEAD', 'GET'] : [method];
}

function matchesMethod(pattern: RowPattern, method: string): boolean {
  return methodTexts(method).some((text) => pattern.matches(text));
}

/** Every text that a header stands for; one that was not sent is empty, so that `.*` matches it. */
function headerTexts(attributes: CallAttributes, name: string): readonly string[] {
  const value = Object.hasOwn(attributes.headers, name) ? attributes.headers[name] : undefined;
  return typeof value === 'string' ? [value] : (value ?? ['']);
}

/** A host in lower case, with its port and without. */
function hostTexts(attributes: CallAttributes): readonly string[] {
  return headerTexts(attributes, 'host').flatMap((host) => {
    const lower = host.toLowerCase();
    return [lower, lower.replace(/:\d+$/, '')];
  });
}

/** What of a call a pattern is for, what costs least first: a row ends with the first pattern that does not match. */
const TEXTS: Readonly<
  Record<
    PatternSource['part'],
    (attributes: CallAttributes, base: string, header: string) => readonly string[]
  >
> = {
  method: ({ method }) => methodTexts(method),
  host: hostTexts,
  header: (attributes, _base, header) => headerTexts(attributes, header),
  path: pathTexts,
};
const ORDER = Object.keys(TEXTS);

const isOf =
  (wanted: PatternSource['part']) =>
  ({ part }: PatternSource): boolean =>
    part === wanted;

function matchesCall(
  { part, header = '', pattern }: CompiledPattern,
  attributes: CallAttributes,
  base: string,
): boolean {
  return TEXTS[part](attributes, base, header).some((text) => pattern.matches(text));
}

function describePattern({ part, header, value }: PatternSource): string {
  return `${header === undefined ? part : `header ${header}`} matches ${value}`;
}

/** Whether a plain path that begins so could match behind the base path, where the root has no slash of its own. */
function couldBegin(pattern: RowPattern, base: string, start: string): boolean {
  if (base === '') return pattern.couldBegin(start);
  // Behind another base path a pattern may refuse the text, and with it the call.
  return !isPlainPath(base) || pattern.couldBegin(start === '/' ? base : base + start);
}

/** A row as a condition of a call. Nothing is compared with the URL as it was sent. */
function condition(patterns: readonly CompiledPattern[], base: string): CallCondition {
  const ordered = patterns.toSorted((one, other) => ORDER.indexOf(one.part) - ORDER.indexOf(other.part));
  const asked: CallCondition = {
    describe: patterns.map(describePattern).join(' and '),
    matches: (attributes) => ordered.every((one) => matchesCall(one, attributes, base)),
    couldMatch: (method, path) =>
      patterns.every(({ part, pattern }) => {
        // Of a route that takes every method, any may be called.
        if (part === 'method') return method === 'ALL' || matchesMethod(pattern, method);
        return part !== 'path' || couldBePath(pattern, base, path);
      }),
  };
  if (patterns.some(({ part }) => part === 'host' || part === 'header')) return asked;
  const [methods, paths] = [patterns.filter(isOf('method')), patterns.filter(isOf('path'))];
  return pathCondition(asked, {
    answerFor(method) {
      if (!methods.every(({ pattern }) => matchesMethod(pattern, method))) return 'never';
      return paths.length === 0 ? 'always' : 'path';
    },
    couldBegin: (start) => paths.every(({ pattern }) => couldBegin(pattern, base, start)),
  });
}

function compileSource(source: PatternSource, context: ImportContext): CompiledPattern | undefined {
  const { prover, parameters } = context;
  try {
    const ignoreCase = source.part === 'host';
    return { ...source, pattern: compileRowPattern(source.value, { prover, ignoreCase }) };
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    parameters.findings.add('REGEX_INVALID', source.path, error.message);
    return undefined;
  }
}

function reportOddities(
  patterns: readonly CompiledPattern[],
  row: RowSource,
  { parameters }: ImportContext,
): void {
  const { findings } = parameters;
  for (const { part, path, pattern } of patterns) {
    if (part === 'method' && pattern.matches('GET') && !pattern.matches('HEAD'))
      findings.add('HEAD_LIKE_GET', path, 'GET covers HEAD here, which reaches the same handler.');
    if (part === 'method' && !METHODS.some((method) => matchesMethod(pattern, method)))
      findings.add('ROW_NEVER', path, 'matches no HTTP method; they are written in capitals.');
  }
  if (patterns.some(({ part }) => part === 'host' || part === 'header'))
    findings.add(
      'CALLER_CHOOSES',
      row.path,
      'depends on host or headers: the caller chooses them, and so whether the policy applies.',
    );
}

/** Where the policy applies: any row of pointcutData or rules. Without rows, and with one that matches all, everywhere. */
export function convertRows(context: ImportContext): Pick<PolicyOptions, 'appliesTo'> {
  const { rows } = context.source;
  if (rows === undefined || rows.some(({ patterns }) => patterns.length === 0)) return {};
  const base = context.options.basePath ?? '';
  const appliesTo = rows.map((row) => {
    const patterns = row.patterns.flatMap((source) => compileSource(source, context) ?? []);
    reportOddities(patterns, row, context);
    return { when: condition(patterns, base) };
  });
  return { appliesTo };
}
