import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { quote } from '../../errors/index.js';
import { EXIT } from '../io.js';
import { PARENT_VARIABLE, type EntryFailure, type EntryQuestion, type EntryReply } from './entry-messages.js';
import { findEntry } from './find-entry.js';
import { OutputTail } from './output-tail.js';

/** What to run, and for how long. */
export interface EntryRun {
  /** The file that starts the application, such as `dist/main.js`. */
  readonly entry: string;
  readonly question: EntryQuestion;
  /** The time for the whole start, in milliseconds. */
  readonly timeoutMs: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What the application answered, or one sentence on why it did not. */
export type EntryOutcome =
  | {
      readonly isAnswered: true;
      readonly answer: unknown;
      /** What the reader should know of the run, in sentences. */
      readonly notes: readonly string[];
    }
  | {
      readonly isAnswered: false;
      readonly problem: string;
      /** What the application printed last, or its error. Empty where that says nothing. */
      readonly output: string;
      readonly exitCode: number;
    };

/** How long an application that has answered may take to close. */
const CLOSING_MS = 5000;

function failed(exitCode: number, problem: string, output = ''): EntryOutcome {
  return { isAnswered: false, problem, output, exitCode };
}

const FAILURES: Readonly<Record<EntryFailure, readonly [exitCode: number, problem: string]>> = {
  'nest-missing': [EXIT.failed, '@nestjs/core is not installed where the entry is'],
  'start-failed': [EXIT.startFailed, 'the application did not start'],
  'module-missing': [
    EXIT.moduleMissing,
    'the first application of the entry that calls listen() does not import JwtPolicyModule, or has another version of nest-jwt-policy',
  ],
  'question-failed': [EXIT.failed, 'the application could not answer'],
};

function conclude(reply: EntryReply): EntryOutcome {
  if (reply.outcome === 'failed') {
    const [exitCode, problem] = FAILURES[reply.failure];
    return failed(exitCode, problem, reply.detail);
  }
  const { answer, applications } = reply;
  const note = `The entry makes ${applications} applications; this is the one that calls listen() first.`;
  return { isAnswered: true, answer, notes: applications > 1 ? [note] : [] };
}

type Ending = 'late' | { readonly code: number | null };

/** Resolves with the reply, or with how the process ended without one. */
async function replyOf(child: ChildProcess, timeoutMs: number): Promise<EntryReply | Ending> {
  const over = new AbortController();
  const { signal } = over;
  // A message that was sent last may be read after the end of the process, but not after the end of the channel.
  const ended = [once(child, 'close', { signal }), once(child, 'disconnect', { signal })] as const;
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([reply]) => reply as EntryReply),
      Promise.all(ended).then(([[code]]) => ({ code: code as number | null })),
      once(AbortSignal.timeout(timeoutMs), 'abort', { signal }).then(() => 'late' as const),
    ]);
  } finally {
    over.abort();
  }
}

/** Makes the process end, by its handle: no other is touched. */
async function end(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await exited;
  clearTimeout(timer);
}

function concludeEnding(ending: Ending, timeoutMs: number, output: string): EntryOutcome {
  if (ending === 'late') {
    const seconds = timeoutMs / 1000;
    return failed(
      EXIT.notListening,
      `the application did not call listen() within ${seconds} s; --timeout gives it more time`,
      output,
    );
  }
  const { code } = ending;
  if (code === 0)
    return failed(
      EXIT.notListening,
      'the entry ended without a call of listen() on a Nest application',
      output,
    );
  const how = code === null ? 'a signal' : `exit code ${code}`;
  return failed(EXIT.startFailed, `the application ended before it listened, with ${how}`, output);
}

/**
 * Runs the own entry of an application in a process of its own, up to where it would listen, asks it one question and
 * ends it. What the application does when it starts is done: it connects to databases and fetches keys. No port is
 * opened by `listen()`.
 */
export async function askEntry({ entry, question, timeoutMs, env }: EntryRun): Promise<EntryOutcome> {
  const found = findEntry(entry);
  if (typeof found === 'string') return failed(EXIT.failed, `${quote(entry, 200)} cannot be run: ${found}`);
  const preload = new URL('preload.js', import.meta.url).href;
  const imports = [...found.loaders, preload].flatMap((url) => ['--import', url]);
  const child = spawn(process.execPath, [...imports, found.path], {
    env: { ...env, NO_COLOR: '1', [PARENT_VARIABLE]: '1' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const tail = new OutputTail([child.stdout, child.stderr]);
  // The channel of a process that ends at once refuses the question: how it ended says more.
  child.send({ entry: found.path, question }, () => {});
  const reply = await replyOf(child, timeoutMs);
  const isAnswered = typeof reply === 'object' && 'outcome' in reply;
  await end(child, isAnswered ? CLOSING_MS : 0);
  return isAnswered ? conclude(reply) : concludeEnding(reply, timeoutMs, tail.lines());
}
