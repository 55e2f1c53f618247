import { constants } from 'node:os';
import { endProcess } from './end-process.js';
const SIGNALS = ['SIGTERM', 'SIGINT'];
/**
 * npm passes on the Ctrl-C its child has already received from the terminal: within this time, in milliseconds,
 * a second signal is the same key press and not an impatient operator.
 */
const SAME_KEY_PRESS_MS = 50;
/** On the first SIGTERM or SIGINT ends all parts in order, exit code 0; a second signal ends the process at once. */
export function endOnSignals(parts) {
    let firstAt;
    const onSignal = (signal) => {
        if (firstAt === undefined) {
            firstAt = performance.now();
            void endProcess(parts, 0);
        }
        else if (performance.now() - firstAt > SAME_KEY_PRESS_MS) {
            process.exit(128 + constants.signals[signal]);
        }
    };
    for (const signal of SIGNALS)
        process.on(signal, onSignal);
}
