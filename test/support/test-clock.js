/** A clock that stands still until it is told to move. */
export class TestClock {
    constructor(milliseconds = Date.UTC(2026, 0, 1)) {
        this.milliseconds = milliseconds;
    }
    now() {
        return this.milliseconds;
    }
    /** Whole seconds since the epoch, as time claims have them. */
    get seconds() {
        return Math.floor(this.milliseconds / 1000);
    }
    advance(seconds) {
        this.milliseconds += seconds * 1000;
    }
}
