import { endOnSignals } from './end-on-signals.js';
import { endProcess } from './end-process.js';
import { ExplainedError } from './explained.error.js';
import { complain } from './output.js';
import { RunningParts } from './running-parts.js';
/**
 * Runs what an entry point starts. Signals end it in order, also half-way through the start; a start that fails
 * closes what was already running and leaves with exit code 1: an expected reason as plain sentences, a defect
 * with its stack.
 */
export async function runEntryPoint(start) {
    const parts = new RunningParts();
    endOnSignals(parts);
    try {
        await start(parts);
    }
    catch (error) {
        // A signal that overtook the start has already decided how this ends.
        if (parts.ending)
            return;
        complain(describe(error));
        await endProcess(parts, 1);
    }
}
function describe(error) {
    if (error instanceof ExplainedError)
        return error.message;
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
