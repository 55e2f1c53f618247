import { complain } from './output.js';
/** The longest an orderly end may take, in milliseconds; a handle someone forgot must not keep the process alive. */
const END_DEADLINE_MS = 900;
/** Ends all parts and lets the process run out with `exitCode`; what is still open at the deadline is cut. */
export async function endProcess(parts, exitCode) {
    process.exitCode = exitCode;
    // Unreferenced: with nothing left open the process ends by itself, and this timer never fires.
    setTimeout(() => {
        complain(`Something was still open ${END_DEADLINE_MS} ms after the end was asked for; ending anyway.`);
        process.exit();
    }, END_DEADLINE_MS).unref();
    try {
        await parts.end();
    }
    catch (error) {
        complain(`The end was not orderly: ${String(error)}`);
        process.exitCode = 1;
    }
}
