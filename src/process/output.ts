/** Writes one line, or several, to standard output: what the person who started the process should read. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes one line, or several, to standard error: what went wrong, or soon may. */
export function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}
