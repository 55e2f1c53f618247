#!/usr/bin/env node
import { runCommand } from './run-command.js';

// A reader that has seen enough (`| head`) is no failure of ours, and nobody is left to be told.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code !== 'EPIPE') process.exitCode = 2;
});

process.exitCode = await runCommand(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  env: process.env,
});
