import { describe, expect, it, jest } from '@jest/globals';
import { RunningParts } from './running-parts.js';
const closer = () => jest.fn(async () => { });
describe('the running parts of a process', () => {
    it('are ended once each, however often the end is asked for', async () => {
        const parts = new RunningParts();
        const closers = [closer(), closer()];
        for (const close of closers)
            await parts.add(close);
        await Promise.all([parts.end(), parts.end()]);
        for (const close of closers)
            expect(close).toHaveBeenCalledTimes(1);
    });
    it('are all ended when one of them fails to, and the failure is told', async () => {
        const parts = new RunningParts();
        const last = closer();
        await parts.add(() => Promise.reject(new Error('stuck')));
        await parts.add(last);
        await expect(parts.end()).rejects.toThrow('stuck');
        expect(last).toHaveBeenCalledTimes(1);
    });
    it('are ended at once when they started too late, and stop the start', async () => {
        const parts = new RunningParts();
        await parts.end();
        const late = closer();
        await expect(parts.add(late)).rejects.toThrow('told to end while it was starting');
        expect(late).toHaveBeenCalledTimes(1);
    });
});
