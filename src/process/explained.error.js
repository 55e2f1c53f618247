/**
 * An expected failure that the operator can mend: bad settings, a port in use, an issuer that is not running.
 * The message says all its reader needs, so it is printed without a stack.
 */
export class ExplainedError extends Error {
    constructor() {
        super(...arguments);
        this.name = 'ExplainedError';
    }
}
