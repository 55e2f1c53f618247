import { ConsoleLogger } from '@nestjs/common';
/** Nest's own reports of a start that failed; the entry point tells the same as one clear sentence. */
const START_FAILURES = new Set(['ExceptionHandler', 'NestApplication']);
/**
 * Logs warnings and errors only, so that the lines a newcomer should read are not lost among route listings; once the
 * service has started also what the policy has to say: that keys are back, for one.
 */
export class ServiceLogger extends ConsoleLogger {
    #started = false;
    constructor() {
        super({ logLevels: ['log', 'warn', 'error', 'fatal'] });
    }
    /** From now on every error is logged, whoever reports it. */
    started() {
        this.#started = true;
    }
    log(message, ...rest) {
        if (this.#started && rest.at(-1) === 'JwtPolicy')
            super.log(message, ...rest);
    }
    error(message, ...rest) {
        const context = rest.at(-1);
        if (!this.#started && typeof context === 'string' && START_FAILURES.has(context))
            return;
        super.error(message, ...rest);
    }
}
