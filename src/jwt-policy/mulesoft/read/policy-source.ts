import { isPlainObject } from '../../claims/index.js';
import type { FromEnvironment } from './environment.js';
import { below, memberPath, type Findings } from '../report/finding.js';
import { readFlag, readNumber } from './parameters.js';

/** One regular expression of a row, and what of a call it is for. */
export interface PatternSource {
  readonly part: 'method' | 'path' | 'host' | 'header';
  /** The name of the header, in lower case. */
  readonly header?: string;
  readonly path: string;
  readonly value: string;
}

/** One row of where a policy applies: all of its patterns must match. */
export interface RowSource {
  readonly path: string;
  readonly patterns: readonly PatternSource[];
}

/** A policy as it was found in a file, its parameters not yet validated. */
export interface PolicySource extends FromEnvironment {
  /** Where the policy stands: `policyConfigurations[0]`. */
  readonly path: string;
  readonly configPath: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** What the file calls it; not unique yet. */
  readonly name: string;
  readonly order: number | undefined;
  /** Automated policies run before those of an API. */
  readonly isAutomated: boolean;
  readonly isDisabled: boolean;
  /** Undefined where it applies everywhere. */
  readonly rows: readonly RowSource[] | undefined;
  /** What a Flex binding is for; empty where the file does not name it. */
  readonly target: string;
  readonly findings: Findings;
}

/** The member of an object, read as its own; `null` is how exports write that it is not there. */
export function member(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined;
}

/** Whether a value is a text that names something and can be shown in a log. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[^\p{C}\p{Zl}\p{Zp}]{1,100}$/u.test(value) && value.trim() !== '';
}

/** The text of a member, where it is a name. */
export function nameOf(object: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = member(object, name);
  return isName(value) ? value : undefined;
}

/** `order`, as a number or as the text of one. */
export function readOrder(
  object: Readonly<Record<string, unknown>>,
  path: string,
  findings: Findings,
): number | undefined {
  const value = member(object, 'order');
  if (value === undefined) return undefined;
  const order = readNumber(value);
  if (order === undefined) findings.add('VALUE_INVALID', below(path, 'order'), 'must be a number.');
  return order;
}

/** `disabled`, as a Boolean or as the text of one. */
export function readDisabled(
  object: Readonly<Record<string, unknown>>,
  path: string,
  findings: Findings,
): boolean {
  const value = member(object, 'disabled');
  const flag = value === undefined ? false : readFlag(value);
  if (flag === undefined) findings.add('VALUE_INVALID', below(path, 'disabled'), 'must be true or false.');
  return flag ?? false;
}

function patternText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  // Some scripts hold the methods as a list and join it later.
  if (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string'))
    return value.join('|');
  return undefined;
}

/** The patterns of one row by the names of its members; what is left out matches all. */
function readPatterns(
  row: Readonly<Record<string, unknown>>,
  path: string,
  parts: Readonly<Record<string, PatternSource['part']>>,
  findings: Findings,
): readonly PatternSource[] {
  const patterns: PatternSource[] = [];
  const add = (where: string, value: unknown, part: PatternSource['part'], header?: string): void => {
    const text = patternText(value);
    if (text === undefined) findings.add('VALUE_INVALID', where, 'must be a regular expression, as a text.');
    else if (text !== '.*')
      patterns.push({ part, path: where, value: text, ...(header !== undefined && { header }) });
  };
  for (const [name, value] of Object.entries(row)) {
    const where = memberPath(path, name);
    const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
    if (part === undefined) {
      const known = Object.keys(parts).join(', ');
      findings.add(
        'KEY_UNKNOWN',
        where,
        `has no effect, so that the row applies to more; a row knows ${known}.`,
      );
    } else if (value === null || value === undefined) continue;
    else if (part !== 'header') add(where, value, part);
    else if (isPlainObject(value))
      for (const [header, pattern] of Object.entries(value))
        add(memberPath(where, header), pattern, 'header', header.toLowerCase());
    else findings.add('VALUE_INVALID', where, 'must be an object of header names and regular expressions.');
  }
  return patterns;
}

/**
 * The rows of `pointcutData` or of `rules`. None at all, and an empty list, mean everywhere: that is also what is
 * safe, because a policy that applies nowhere would protect nothing.
 */
export function readRows(
  value: unknown,
  path: string,
  parts: Readonly<Record<string, PatternSource['part']>>,
  findings: Findings,
): readonly RowSource[] | undefined {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return undefined;
  if (!Array.isArray(value)) {
    findings.add('VALUE_INVALID', path, 'must be a list of rows, or null to apply everywhere.');
    return undefined;
  }
  return value.flatMap((row: unknown, index) => {
    const where = `${path}[${index}]`;
    if (isPlainObject(row)) return [{ path: where, patterns: readPatterns(row, where, parts, findings) }];
    findings.add('VALUE_INVALID', where, 'must be an object.');
    return [];
  });
}
