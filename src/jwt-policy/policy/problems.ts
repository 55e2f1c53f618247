import { JwtPolicyConfigurationError, type ConfigurationProblem } from '../errors/index.js';

/** Collects what is wrong, so that all of it is told at once. */
export class Problems {
  private readonly found: ConfigurationProblem[] = [];

  add(path: string, message: string): void {
    this.found.push({ path, message });
  }

  /** Throws `JwtPolicyConfigurationError` if anything was added. */
  throwIfAny(): void {
    if (this.found.length > 0) throw new JwtPolicyConfigurationError(this.found);
  }
}
