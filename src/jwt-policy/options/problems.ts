import { JwtPolicyConfigurationError, type ConfigurationProblem } from '../errors/index.js';

/** Collects what is wrong, and what is only odd, so that all of it is reported together. */
export class Problems {
  private readonly found: ConfigurationProblem[] = [];
  private readonly odd: string[] = [];

  /** What does not stop the start but should be known: `place: message`. */
  get warnings(): readonly string[] {
    return this.odd;
  }

  get messages(): readonly string[] {
    return this.found.map(({ message }) => message);
  }

  /** The same warning is kept once, as for a class that is provided twice. */
  warn(path: string, message: string): void {
    const warning = `${path}: ${message}`;
    if (!this.odd.includes(warning)) this.odd.push(warning);
  }

  add(path: string, message: string): void {
    this.found.push({ path, message });
  }

  /** For a problem that may be found more than once, as in a class that is provided twice. */
  addOnce(path: string, message: string): void {
    if (!this.found.some((problem) => problem.path === path && problem.message === message))
      this.add(path, message);
  }

  /** Whether something is wrong at this path. Then a check that depends on its value would only repeat it. */
  has(path: string): boolean {
    return this.found.some((problem) => problem.path === path);
  }

  /** Throws `JwtPolicyConfigurationError` if anything was added. */
  throwIfAny(consequence?: string): void {
    if (this.found.length > 0) throw new JwtPolicyConfigurationError(this.found, consequence);
  }
}
