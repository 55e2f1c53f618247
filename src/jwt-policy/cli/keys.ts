import { printableJson, quote } from '../errors/index.js';
import {
  inspectKeySet,
  inspectKeySetText,
  MAX_DOCUMENT_BYTES,
  systemFetch,
  type KeySetReport,
} from '../keys/index.js';
import { EXIT, type Io } from './io.js';
import { keySetText } from './key-set-text.js';
import { readTextFile } from './read-text-file.js';
import { usageOf } from './usage.js';

/** The time for all fetches together: as long as a caller would wait. */
const TIMEOUT_MS = 10_000;

async function reportOn(given: string): Promise<KeySetReport> {
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(given))
    return inspectKeySet(given, systemFetch, AbortSignal.timeout(TIMEOUT_MS));
  const text = await readTextFile(given, MAX_DOCUMENT_BYTES);
  if (text !== undefined) return inspectKeySetText(given, text);
  return { source: given, keys: [], notes: [], problem: 'the file cannot be read, or is larger than 1 MB' };
}

function exitCode({ keys: inspected, problem }: KeySetReport): number {
  if (problem !== undefined || !inspected.some(({ state }) => state === 'used')) return EXIT.failed;
  return inspected.some(({ state }) => state === 'ambiguous' || state === 'not-used')
    ? EXIT.warnings
    : EXIT.clean;
}

/**
 * `keys URL [--json]`: fetches the key set of an issuer, or reads a file, and prints what the library makes of each key.
 * Gives the exit code: 0 where every key for signatures is used, 1 where one is not, 2 where none is.
 */
export async function keys(args: readonly string[], io: Io): Promise<number> {
  const refuse = (problem: string): number => {
    io.err(`nest-jwt-policy keys: ${problem}.\n\n${usageOf('keys')}`);
    return EXIT.failed;
  };
  const given = args.filter((argument) => argument !== '--json');
  const flag = given.find((argument) => argument.startsWith('-'));
  if (flag !== undefined) return refuse(`unknown flag ${quote(flag)}`);
  const [source, ...more] = given;
  if (source === undefined || source === '')
    return refuse('the URL is missing: an issuer, a key set, or a file with one');
  if (more.length > 0) return refuse('there is more than one URL');
  const report = await reportOn(source);
  io.out(
    args.includes('--json')
      ? `${printableJson(report)}\n`
      : keySetText(report, io.layout ?? { columns: 100, colours: false }),
  );
  return exitCode(report);
}
