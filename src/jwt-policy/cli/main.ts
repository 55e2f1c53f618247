#!/usr/bin/env node
import type { TextLayout } from '../inspection/index.js';
import { runCommand } from './run-command.js';

// A reader that has seen enough (`| head`) is no failure, and nobody would read a message.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code !== 'EPIPE') process.exitCode = 2;
});

/** More than a policy file may have. */
const MAX_STDIN_BYTES = 4 * 1024 * 1024 + 1;

/** What comes beyond the limit is not read: the report has an error for it. */
async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= MAX_STDIN_BYTES) break;
  }
  return Buffer.concat(chunks);
}

/** Undefined for what is no terminal. One that is narrower than a table can be breaks the lines itself. */
function layoutOf({ isTTY, columns }: NodeJS.WriteStream): TextLayout | undefined {
  if (!isTTY) return undefined;
  const { NO_COLOR = '', TERM } = process.env;
  // https://no-color.org: any value that is not empty counts.
  return { columns: Math.min(Math.max(columns, 60), 160), colours: NO_COLOR === '' && TERM !== 'dumb' };
}

const layout = layoutOf(process.stdout);

process.exitCode = await runCommand(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  stdin: readStdin,
  ...(layout && { layout }),
  env: process.env,
});
