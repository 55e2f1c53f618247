import { parseArgs } from 'node:util';
import { quote } from '../errors/index.js';

/** The flags that a command takes, without their dashes. */
export interface FlagNames {
  /** Flags without a value. */
  readonly switches: readonly string[];
  /** Flags with a value, each with what it needs, for whoever gives none. */
  readonly values?: Readonly<Record<string, string>>;
  /** Those of `values` that may be given more than once. */
  readonly repeatable?: readonly string[];
}

/** The arguments of a command, once its flags are known to be good. */
export class GivenFlags {
  constructor(
    private readonly flags: ReadonlyMap<string, readonly string[]>,
    /** The arguments that are no flags. */
    readonly others: readonly string[],
  ) {}

  has(name: string): boolean {
    return this.flags.has(name);
  }

  one(name: string): string | undefined {
    return this.flags.get(name)?.[0];
  }

  all(name: string): readonly string[] {
    return this.flags.get(name) ?? [];
  }
}

/**
 * Reads the arguments of a command, or gives what is wrong with them, as a text. `--name=value` is `--name value`, and
 * what follows `--` is no flag.
 */
export function readFlags(
  args: readonly string[],
  { switches, values = {}, repeatable = [] }: FlagNames,
): GivenFlags | string {
  const options = Object.fromEntries([
    ...switches.map((name) => [name, { type: 'boolean' as const }]),
    ...Object.keys(values).map((name) => [name, { type: 'string' as const }]),
  ]);
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const flags = new Map<string, readonly string[]>();
  const others: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') others.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    if (!Object.hasOwn(options, name)) return `unknown flag ${quote(rawName)}`;
    const isSwitch = switches.includes(name);
    if (isSwitch && value !== undefined) return `${rawName} takes no value`;
    if (!isSwitch && (value === undefined || value === '')) return `${rawName} needs ${values[name]}`;
    if (flags.has(name) && !repeatable.includes(name)) return `${rawName} is given twice`;
    flags.set(name, [...(flags.get(name) ?? []), value ?? '']);
  }
  return new GivenFlags(flags, others);
}
