/** Writes one line, or several, to standard output: what the person who started the process should read. */
export function say(text) {
    process.stdout.write(`${text}\n`);
}
/** Writes one line, or several, to standard error: what went wrong, or soon may. */
export function complain(text) {
    process.stderr.write(`${text}\n`);
}
