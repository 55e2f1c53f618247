import { JwtPolicyError } from './jwt-policy-error.js';

/** One thing that is wrong with the options or the decorators. */
export interface ConfigurationProblem {
  /** Where: `policies[0].issuers[1].audience`, or `OrdersController.list`. */
  readonly path: string;
  /** What is wrong and what to do about it. */
  readonly message: string;
}

/**
 * Options, decorators or arguments are wrong. Thrown at start, the application does not start.
 * Holds every problem that was found, not only the first.
 */
export class JwtPolicyConfigurationError extends JwtPolicyError {
  override readonly name = 'JwtPolicyConfigurationError';
  readonly code = 'CONFIGURATION_INVALID';
  readonly problems: readonly ConfigurationProblem[];

  /** @param consequence the beginning of the message, in front of the number of problems */
  constructor(problems: readonly ConfigurationProblem[], consequence = 'JwtPolicyModule cannot start') {
    // Further lines, such as a drawing with a caret, are indented below their problem.
    const lines = problems.map(({ path, message }) => `  - ${path}: ${message.replaceAll('\n', '\n    ')}`);
    super(`${consequence}, ${problems.length} problem(s) found:\n${lines.join('\n')}`);
    this.problems = Object.freeze([...problems]);
    // The message already holds all of this; printing the error must not repeat it.
    for (const name of ['name', 'code', 'problems']) Object.defineProperty(this, name, { enumerable: false });
  }
}
