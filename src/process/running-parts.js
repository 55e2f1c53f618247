/** What this process has started so far; ended all together, once. */
export class RunningParts {
    #closers = [];
    #ending;
    /** True once the end was asked for. */
    get ending() {
        return this.#ending !== undefined;
    }
    /**
     * Registers a started part. One that arrives after the end was asked for is closed at once, and this throws,
     * so that a start which a signal overtook goes no further.
     */
    async add(close) {
        if (!this.ending) {
            this.#closers.push(close);
            return;
        }
        await close();
        throw new Error('The process was told to end while it was starting.');
    }
    /** Ends every part side by side; all are tried, then the first failure is thrown. A second call joins the first. */
    end() {
        this.#ending ??= this.#closeAll();
        return this.#ending;
    }
    async #closeAll() {
        const results = await Promise.allSettled(this.#closers.map((close) => close()));
        for (const result of results)
            if (result.status === 'rejected')
                throw result.reason;
    }
}
