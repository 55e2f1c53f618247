import { JwtPolicyConfigurationError, type ConfigurationProblem } from '../errors/index.js';

/** Collects what is wrong, and what is merely odd, so that all of it is told at once. */
export class Problems {
  private readonly found: ConfigurationProblem[] = [];
  private readonly told: string[] = [];

  /** What does not stop the start, and should be known: `place: message`. */
  get warnings(): readonly string[] {
    return this.told;
  }

  warn(path: string, message: string): void {
    this.told.push(`${path}: ${message}`);
  }

  add(path: string, message: string): void {
    this.found.push({ path, message });
  }

  /** For what may be found more than once, as in a class that is provided twice. */
  addOnce(path: string, message: string): void {
    if (!this.found.some((problem) => problem.path === path && problem.message === message))
      this.add(path, message);
  }

  /** Throws `JwtPolicyConfigurationError` if anything was added. */
  throwIfAny(consequence?: string): void {
    if (this.found.length > 0) throw new JwtPolicyConfigurationError(this.found, consequence);
  }
}
