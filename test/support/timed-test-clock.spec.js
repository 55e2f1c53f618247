import { describe, expect, it } from '@jest/globals';
import { TimedTestClock } from './timed-test-clock.js';
describe('a timed test clock', () => {
    it('runs what it passes in order of time, each at its own time', () => {
        const clock = new TimedTestClock(0);
        const ran = [];
        const note = (name) => () => void ran.push([name, clock.now()]);
        clock.after(2000, note('late'));
        clock.after(1000, note('early'));
        clock.after(1000, note('early too'));
        clock.after(3001, note('not yet'));
        clock.advance(3);
        expect(ran).toEqual([
            ['early', 1000],
            ['early too', 1000],
            ['late', 2000],
        ]);
        expect([clock.now(), clock.timers]).toEqual([3000, 1]);
    });
    it('runs within the same step what a timer asks for', () => {
        const clock = new TimedTestClock(0);
        const ran = [];
        const again = () => {
            ran.push(clock.now());
            clock.after(400, again);
        };
        clock.after(400, again);
        clock.advance(1);
        expect(ran).toEqual([400, 800]);
    });
    it('never runs what was cancelled', () => {
        const clock = new TimedTestClock();
        const cancel = clock.after(1000, () => expect(true).toBe(false));
        cancel();
        cancel();
        clock.advance(1);
        expect(clock.timers).toBe(0);
    });
    it('keeps to the time that has passed when it is set back', () => {
        const clock = new TimedTestClock(0);
        const ran = [];
        clock.after(1000, () => ran.push(clock.now()));
        clock.advance(-60);
        clock.advance(1);
        expect(ran).toEqual([-59_000]);
    });
});
