import { printableJson, quote } from '../errors/index.js';
import { explanationText, type CallExplanation, type CallOutcome } from '../explain/index.js';
import { INSPECTION_KEY } from '../inspection/index.js';
import { askEntry } from './entry/ask-entry.js';
import { reportEntryFailure } from './entry/report-entry-failure.js';
import { readExplainArguments, type ExplainArguments } from './explain-arguments.js';
import { EXIT, type Io } from './io.js';
import { readTextFile } from './read-text-file.js';
import { usageOf } from './usage.js';

const EXITS: Readonly<Record<CallOutcome, number>> = {
  granted: EXIT.clean,
  anonymous: EXIT.clean,
  public: EXIT.clean,
  refused: EXIT.warnings,
  undecided: EXIT.warnings,
  'not-guarded': EXIT.warnings,
  'route-unknown': EXIT.failed,
  'route-ambiguous': EXIT.failed,
};

/** More than any server takes. */
const MAX_TOKEN_BYTES = 64 * 1024;

/** The token, or what is wrong, as a sentence. Nothing of it is shown. */
async function readToken(
  from: ExplainArguments['tokenFrom'],
  io: Io,
): Promise<{ readonly token?: string } | string> {
  if (from === undefined) return {};
  if ('variable' in from) {
    const token = io.env[from.variable]?.trim();
    return token === undefined || token === ''
      ? `the variable ${quote(from.variable)} that --token-env names is not set`
      : { token };
  }
  const read =
    from.file === '-'
      ? { text: new TextDecoder().decode(await io.stdin()) }
      : await readTextFile(from.file, MAX_TOKEN_BYTES);
  if (typeof read === 'string') return `--token-file: ${read}`;
  const token = read.text.trim();
  if (token !== '') return { token };
  return `${from.file === '-' ? 'standard input' : 'the file that --token-file names'} is empty; leave --token-file out to explain a call without a token`;
}

/**
 * `explain ENTRY METHOD PATH`: explains what would become of a call of the application that the entry starts. Gives the
 * exit code: 0 where the call is granted, 1 where it is refused or not decided, 2 where there is no such route, 2 to 5
 * where there is no explanation.
 */
export async function explain(args: readonly string[], io: Io): Promise<number> {
  const refuse = (problem: string): number => {
    io.err(`nest-jwt-policy explain: ${problem}.\n\n${usageOf('explain')}`);
    return EXIT.failed;
  };
  const read = readExplainArguments(args);
  if (typeof read === 'string') return refuse(read);
  const token = await readToken(read.tokenFrom, io);
  if (typeof token === 'string') return refuse(token);
  const { entry, call, timeoutMs, tokenFrom } = read;
  // The application must not get the variable: only what it answers may depend on the token.
  const { [tokenFrom !== undefined && 'variable' in tokenFrom ? tokenFrom.variable : '']: _token, ...env } =
    io.env;
  const question = { token: INSPECTION_KEY, name: 'explain', details: { ...call, ...token } };
  const outcome = await askEntry({ entry, question, timeoutMs, env });
  if (!outcome.isAnswered) return reportEntryFailure('explain', outcome, io);
  for (const note of outcome.notes) io.err(`${note}\n`);
  const explanation = outcome.answer as CallExplanation;
  io.out(read.json ? `${printableJson(explanation)}\n` : explanationText(explanation, io.layout));
  return EXITS[explanation.outcome];
}
