import type { FindingSeverity } from '../inspection/index.js';
import { ENTRY_MISSING, readTimeoutMs, TIMEOUT_NEEDS } from './entry/entry-flags.js';
import { readFlags } from './read-flags.js';

/** What `routes` was asked for. */
export interface RoutesArguments {
  readonly entry: string;
  readonly format: 'text' | 'json' | 'markdown';
  /** The least severity of a finding that makes the command fail. */
  readonly failOn: FindingSeverity;
  readonly timeoutMs: number;
}

const SEVERITIES: readonly FindingSeverity[] = ['info', 'warn', 'error'];
const FORMATS = ['json', 'markdown'] as const;
const NEEDS = { 'fail-on': 'info, warn or error', timeout: TIMEOUT_NEEDS };

/** Reads the arguments behind `routes`, or gives what is wrong with them, as a text. */
export function readRoutesArguments(args: readonly string[]): RoutesArguments | string {
  const flags = readFlags(args, { switches: FORMATS, values: NEEDS });
  if (typeof flags === 'string') return flags;
  const [format = 'text', other] = FORMATS.filter((name) => flags.has(name));
  if (other !== undefined) return '--json and --markdown exclude each other';
  const severity = flags.one('fail-on') ?? 'error';
  const failOn = SEVERITIES.find((one) => one === severity);
  if (failOn === undefined) return `--fail-on needs ${NEEDS['fail-on']}`;
  const timeoutMs = readTimeoutMs(flags.one('timeout'));
  if (timeoutMs === undefined) return `--timeout needs ${NEEDS.timeout}`;
  const [entry = '', ...more] = flags.others;
  if (entry === '') return ENTRY_MISSING;
  return more.length > 0 ? 'there is more than one ENTRY' : { entry, format, failOn, timeoutMs };
}
