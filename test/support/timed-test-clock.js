import { TestClock } from './test-clock.js';
/**
 * A test clock with timers: `advance()` runs those it passes, in order of time, each at its own time. As with the
 * timers of a machine, a clock that is set back does not put them off.
 */
export class TimedTestClock extends TestClock {
    constructor() {
        super(...arguments);
        this.elapsed = 0;
        this.appointments = [];
    }
    /** How many timers wait. */
    get timers() {
        return this.appointments.length;
    }
    after(milliseconds, run) {
        const appointment = { at: this.elapsed + milliseconds, run };
        this.appointments = [...this.appointments, appointment].toSorted((one, other) => one.at - other.at);
        return () => this.remove(appointment);
    }
    advance(seconds) {
        if (seconds < 0)
            return super.advance(seconds);
        const [start, end] = [this.milliseconds - this.elapsed, this.elapsed + seconds * 1000];
        const moveTo = (at) => {
            this.elapsed = at;
            this.milliseconds = start + at;
        };
        for (let next = this.appointments[0]; next !== undefined && next.at <= end; next = this.appointments[0]) {
            this.remove(next);
            moveTo(Math.max(this.elapsed, next.at));
            next.run();
        }
        return moveTo(end);
    }
    remove(appointment) {
        this.appointments = this.appointments.filter((one) => one !== appointment);
    }
}
