/** One thing that is wrong with the options or the decorators. */
export interface ConfigurationProblem {
  /** Where: `policies[0].issuers[1].audience`, or `OrdersController.list`. */
  readonly path: string;
  /** What is wrong and what to do about it. */
  readonly message: string;
}

/**
 * The options or decorators are wrong: the application must not start.
 * Holds every problem that was found, not only the first.
 */
export class JwtPolicyConfigurationError extends Error {
  override readonly name = 'JwtPolicyConfigurationError';
  readonly code = 'CONFIGURATION_INVALID';
  readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[]) {
    // Further lines, such as a drawing with a caret, are indented below their problem.
    const lines = problems.map(({ path, message }) => `  - ${path}: ${message.replaceAll('\n', '\n    ')}`);
    super(`JwtPolicyModule cannot start, ${problems.length} problem(s) found:\n${lines.join('\n')}`);
    this.problems = Object.freeze([...problems]);
    // The message already holds all of this; printing the error must not repeat it.
    for (const name of ['name', 'code', 'problems']) Object.defineProperty(this, name, { enumerable: false });
  }
}
