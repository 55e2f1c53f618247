import { printableJson } from '../errors/index.js';
import {
  inspectKeySet,
  inspectKeySetText,
  MAX_DOCUMENT_BYTES,
  systemFetch,
  type InspectedKey,
  type KeySetReport,
} from '../keys/index.js';
import { EXIT, type Io } from './io.js';
import { keySetText } from './key-set-text.js';
import { readFlags } from './read-flags.js';
import { NO_SUCH_FILE, readTextFile } from './read-text-file.js';
import { usageOf } from './usage.js';

/** The time for all fetches together: as long as a caller would wait. */
const TIMEOUT_SECONDS = 10;

/** Ends the fetches. A timer that waits does not keep the process alive. */
function deadline(): AbortSignal {
  const controller = new AbortController();
  const end = (): void => controller.abort(`no answer within ${TIMEOUT_SECONDS} s`);
  setTimeout(end, TIMEOUT_SECONDS * 1000).unref();
  return controller.signal;
}

async function reportOn(given: string): Promise<KeySetReport> {
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(given)) return inspectKeySet(given, systemFetch, deadline());
  const read = await readTextFile(given, MAX_DOCUMENT_BYTES);
  if (typeof read !== 'string') return inspectKeySetText(given, read.text);
  const hint = read === NO_SUCH_FILE ? '; for a URL write http:// or https:// before it' : '';
  return { source: given, keys: [], notes: [], problem: `${read}${hint}` };
}

function exitCode({ keys: inspected, problem }: KeySetReport): number {
  const has = (...states: readonly InspectedKey['state'][]): boolean =>
    inspected.some(({ state }) => states.includes(state));
  if (problem !== undefined || !has('used', 'conditional')) return EXIT.failed;
  return has('conditional', 'ambiguous', 'not-used') ? EXIT.warnings : EXIT.clean;
}

/**
 * `keys URL [--json]`: fetches the key set of an issuer, or reads a file, and prints what the library makes of each key.
 * Gives the exit code: 0 where every key for signatures is used, 1 where one is not, or only with `allowMissingKid`, 2
 * where none is.
 */
export async function keys(args: readonly string[], io: Io): Promise<number> {
  const refuse = (problem: string): number => {
    io.err(`nest-jwt-policy keys: ${problem}.\n\n${usageOf('keys')}`);
    return EXIT.failed;
  };
  const flags = readFlags(args, { switches: ['json'] });
  if (typeof flags === 'string') return refuse(flags);
  const [source = '', ...more] = flags.others;
  if (source === '') return refuse('the URL is missing: an issuer, a key set, or a file with one');
  if (more.length > 0) return refuse('there is more than one URL');
  const report = await reportOn(source);
  io.out(
    flags.has('json')
      ? `${printableJson(report)}\n`
      : keySetText(report, io.layout ?? { columns: 100, colours: false }),
  );
  return exitCode(report);
}
