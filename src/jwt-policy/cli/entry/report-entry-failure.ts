import { printable } from '../../errors/index.js';
import type { Io } from '../io.js';
import type { EntryOutcome } from './ask-entry.js';

/** Says in one sentence why an application gave no answer, with what it printed. Gives the exit code. */
export function reportEntryFailure(
  command: string,
  { problem, output, exitCode }: Extract<EntryOutcome, { isAnswered: false }>,
  io: Io,
): number {
  const lines = printable(output)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => `  ${line}\n`);
  const shown = lines.length === 0 ? '' : `It said:\n${lines.join('')}`;
  io.err(`nest-jwt-policy ${command}: ${problem}.\n${shown}`);
  return exitCode;
}
