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
    const lines = problems.map(({ path, message }) => `  - ${path}: ${message}`);
    super(`JwtPolicyModule cannot start, ${problems.length} problem(s) found:\n${lines.join('\n')}`);
    this.problems = Object.freeze([...problems]);
  }
}
