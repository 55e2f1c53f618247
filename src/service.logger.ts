import { ConsoleLogger } from '@nestjs/common';

/** Nest's own reports of a start that failed; the entry point reports the same in one clear sentence. */
const START_FAILURES = new Set(['ExceptionHandler', 'NestApplication']);

/**
 * Logs warnings, errors and the messages of the policy, but not Nest's own listings, which would hide the lines that a
 * newcomer should read.
 */
export class ServiceLogger extends ConsoleLogger {
  #started = false;

  constructor() {
    super({ logLevels: ['log', 'warn', 'error', 'fatal'] });
  }

  /** From now on every error is logged, whoever reports it. */
  started(): void {
    this.#started = true;
  }

  override log(message: unknown, ...rest: [unknown?, ...unknown[]]): void {
    if (rest.at(-1) === 'JwtPolicy') super.log(message, ...rest);
  }

  override error(message: unknown, ...rest: [unknown?, ...unknown[]]): void {
    const context = rest.at(-1);
    if (!this.#started && typeof context === 'string' && START_FAILURES.has(context)) return;
    super.error(message, ...rest);
  }
}
