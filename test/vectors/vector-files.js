import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from '@jest/globals';
/** The published vectors are not part of this repository: they lie beside it, or where TEST_VECTORS_DIR says. */
const told = process.env['TEST_VECTORS_DIR'];
const folder = told ?? join(import.meta.dirname, '../../../shared/vectors');
/** Reads one vector file; the suite says what it expects it to hold. */
export function readVectors(file) {
    return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}
/**
 * A suite over published vectors. Without them it is skipped, and says so; a TEST_VECTORS_DIR that has none is an
 * error, because whoever set it wants them run.
 */
export function describeVectors(title, suite) {
    if (told !== undefined || existsSync(folder)) {
        describe(title, suite);
        return;
    }
    const sentence = `${title}: the vectors are not at hand; put them into ../shared/vectors or set TEST_VECTORS_DIR`;
    process.stderr.write(`SKIPPED ${sentence}.\n`);
    test.skip(sentence, () => undefined);
}
