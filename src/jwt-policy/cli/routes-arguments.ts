import { quote } from '../errors/index.js';
import type { FindingSeverity } from '../inspection/index.js';

/** What `routes` was asked for. */
export interface RoutesArguments {
  readonly entry: string;
  readonly format: 'text' | 'json' | 'markdown';
  /** The least severity of a finding that makes the command fail. */
  readonly failOn: FindingSeverity;
  readonly timeoutMs: number;
}

const MAX_TIMEOUT_SECONDS = 3600;

/** A value behind a flag, or what is wrong with it. */
type Reader = (value: string | undefined) => Partial<RoutesArguments> | string;

const READERS: Readonly<Record<string, Reader>> = {
  '--fail-on': (value) =>
    value === 'info' || value === 'warn' || value === 'error'
      ? { failOn: value }
      : '--fail-on needs info, warn or error',
  '--timeout': (value) => {
    const seconds = Number(value);
    return /^\d+$/.test(value ?? '') && seconds >= 1 && seconds <= MAX_TIMEOUT_SECONDS
      ? { timeoutMs: seconds * 1000 }
      : `--timeout needs a whole number of seconds, 1 to ${MAX_TIMEOUT_SECONDS}`;
  },
};

const FORMATS: Readonly<Record<string, RoutesArguments['format']>> = {
  '--json': 'json',
  '--markdown': 'markdown',
};

/** Reads the arguments behind `routes`, or gives what is wrong with them, as a text. */
export function readRoutesArguments(args: readonly string[]): RoutesArguments | string {
  let chosen: Omit<RoutesArguments, 'entry'> = { format: 'text', failOn: 'error', timeoutMs: 60_000 };
  const entries: string[] = [];
  const left = [...args];
  for (let argument = left.shift(); argument !== undefined; argument = left.shift()) {
    const [name = '', value] = argument.split(/=(.*)/s, 2);
    const format = FORMATS[argument];
    if (!argument.startsWith('-')) entries.push(argument);
    else if (argument === '--') entries.push(...left.splice(0));
    else if (format !== undefined) {
      if (chosen.format !== 'text' && chosen.format !== format)
        return '--json and --markdown exclude each other';
      chosen = { ...chosen, format };
    } else if (Object.hasOwn(FORMATS, name)) return `${name} takes no value`;
    else {
      const read = Object.hasOwn(READERS, name) ? READERS[name]?.(value ?? left.shift()) : undefined;
      if (read === undefined) return `unknown flag ${quote(argument)}`;
      if (typeof read === 'string') return read;
      chosen = { ...chosen, ...read };
    }
  }
  const [entry, ...more] = entries;
  if (entry === undefined || entry === '')
    return 'the ENTRY is missing: the file that starts the application, such as dist/main.js';
  if (more.length > 0) return 'there is more than one ENTRY';
  return { entry, ...chosen };
}
