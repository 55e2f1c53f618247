import { isPlainObject } from '../../claims/index.js';
import { quote } from '../../errors/index.js';
import { NO_ENVIRONMENT, type FromEnvironment } from './environment.js';
import { below, memberPath, type Findings } from '../report/finding.js';
import {
  inventionProblem,
  isOwnParameter,
  isParameter,
  nameAdvice,
  type ParameterName,
} from './parameter-names.js';

const NUMBER = /^[+-]?\d{1,15}(\.\d{1,15})?$/;
const FLAGS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  [false, false],
  ['true', true],
  ['false', false],
]);

/** The Boolean that a value stands for: scripts write some as text, in any letter case. */
export function readFlag(value: unknown): boolean | undefined {
  return FLAGS.get(typeof value === 'string' ? value.trim().toLowerCase() : value);
}

/** The finite number that a value stands for: scripts write some as text. */
export function readNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && NUMBER.test(value.trim()) ? Number(value.trim()) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** Reads the parameters of one policy. What is wrong with a value becomes a finding, and its default is read. */
export class Parameters {
  constructor(
    private readonly values: Readonly<Record<string, unknown>>,
    readonly path: string,
    readonly findings: Findings,
    private readonly environment: FromEnvironment = NO_ENVIRONMENT,
  ) {}

  /** Whether the parameter is there; `null` is how exports write that it is not. */
  has(name: ParameterName): boolean {
    return this.raw(name) !== undefined;
  }

  /** Whether a variable is not set that the parameter is made of: that has been reported, and its default is read. */
  isUnset(name: ParameterName): boolean {
    return this.environment.unset.has(name) && typeof this.values[name] === 'string';
  }

  /** Whether the environment gave the value at a path, or a part of it, so that it is not to be shown. */
  isWithheld(path: string): boolean {
    return this.environment.fromEnvironment.has(path);
  }

  /** What is printed in the place of a text: the text of the file, where the environment gave the value. */
  shown(path: string, text: string): string {
    return this.environment.fromEnvironment.get(path) ?? text;
  }

  raw(name: ParameterName): unknown {
    if (this.isUnset(name)) return undefined;
    return Object.hasOwn(this.values, name) ? (this.values[name] ?? undefined) : undefined;
  }

  at(name: string): string {
    return below(this.path, name);
  }

  text(name: ParameterName): string | undefined {
    const value = this.raw(name);
    if (value === undefined || typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    this.invalid(name, 'must be a text.');
    return undefined;
  }

  flag(name: ParameterName, fallback: boolean): boolean {
    const flag = this.peekFlag(name);
    if (this.isInvalidFlag(name)) this.invalid(name, 'must be true or false.');
    return flag ?? fallback;
  }

  /** The Boolean, where it is one; what is wrong with it is reported where it is read with `flag`. */
  peekFlag(name: ParameterName): boolean | undefined {
    return readFlag(this.raw(name));
  }

  /** Whether the parameter is there and no Boolean. */
  isInvalidFlag(name: ParameterName): boolean {
    return this.has(name) && this.peekFlag(name) === undefined;
  }

  number(name: ParameterName, fallback: number): number {
    const value = this.raw(name);
    if (value === undefined) return fallback;
    const number = readNumber(value);
    if (number === undefined || number < 0) this.invalid(name, 'must be a number, 0 or more.');
    return number === undefined || number < 0 ? fallback : number;
  }

  /** One of some texts; undefined where it is another, which is reported, so that no second finding follows from it. */
  choice<Choice extends string>(
    name: ParameterName,
    choices: readonly Choice[],
    fallback: Choice,
  ): Choice | undefined {
    const value = this.raw(name);
    if (value === undefined) return fallback;
    const choice = choices.find((one) => one === value);
    if (choice === undefined) {
      const shown =
        typeof value === 'string' && !this.isWithheld(this.at(name)) ? `, not ${quote(value)}` : '';
      this.invalid(name, `must be one of ${choices.join(', ')}, in these letters${shown}.`);
    }
    return choice;
  }

  /** Tells unknown names: a warning with the right one, or an error where passing them over would open a door. */
  validateNames(): void {
    const names = Object.keys(this.values);
    for (const name of names.filter((one) => !isParameter(one))) {
      const where = memberPath(this.path, name);
      const invented = inventionProblem(name, this.values[name]);
      if (invented !== undefined) this.findings.add('KEY_INVENTED', where, invented);
      else
        this.findings.add(
          'KEY_UNKNOWN',
          where,
          `is not a parameter of the policy and has no effect, here as on MuleSoft${nameAdvice(name)}.`,
        );
    }
    const isTooDeep = Object.values(this.values).some(
      (value) => isPlainObject(value) && Object.keys(value).some(isOwnParameter),
    );
    if (names.length > 0 && !names.some(isParameter) && !isTooDeep)
      this.findings.add('KEY_INVENTED', this.path, 'has no parameter of the JWT validation policy at all.');
  }

  invalid(name: ParameterName, message: string): void {
    this.findings.add('VALUE_INVALID', this.at(name), message);
  }

  exact(name: ParameterName, message: string): void {
    if (this.has(name)) this.findings.add('PARAMETER_EXACT', this.at(name), message);
  }

  /** Tells of those that are there that they have no effect. */
  unused(names: readonly ParameterName[], why: string): void {
    for (const name of names.filter((one) => this.has(one)))
      this.findings.add('PARAMETER_IGNORED', this.at(name), `has no effect: ${why}.`);
  }
}
