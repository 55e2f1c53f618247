import { isPlainObject } from '../../claims/index.js';
import { memberPath, type Findings } from '../report/finding.js';

/** What the caller passes for `$NAME`; this library reads no environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment has to do with the parameters of a policy. */
export interface FromEnvironment {
  /**
   * The text of the file by the path of each value that the environment gave, as a whole or in part. The text stands for
   * the value wherever something is printed: what the environment gives may be a secret, even in the wrong place.
   */
  readonly fromEnvironment: ReadonlyMap<string, string>;
  /** The names of parameters for which the environment lacks a variable, which has been reported. */
  readonly unset: ReadonlySet<string>;
}

const WHOLE = /^\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))$/;
/** Inside a text only the spelling of environment variables counts: `$` also means things of its own. */
const PART = /\$(?:\{([A-Z_][A-Z0-9_]*)\}|([A-Z_][A-Z0-9_]*))/g;
const MAX_DEPTH = 6;

function lookUp(name: string, env: Environment | undefined): string | undefined {
  const value = env !== undefined && Object.hasOwn(env, name) ? env[name] : undefined;
  return value === '' ? undefined : value;
}

/** What a policy has to do with the environment whose file takes nothing from there. */
export const NO_ENVIRONMENT: FromEnvironment = { fromEnvironment: new Map(), unset: new Set() };

/** Replaces `$NAME` and `${NAME}` in the `config` of Flex. What comes in is text, and is not looked at again. */
export class EnvironmentValues {
  private readonly texts = new Map<string, string>();
  private readonly lacking = new Set<string>();

  constructor(
    private readonly env: Environment | undefined,
    private readonly findings: Findings,
  ) {}

  /** The text of the file by the path of each value that came from the environment. */
  get replaced(): ReadonlyMap<string, string> {
    return this.texts;
  }

  /** The members in which a variable is not set. */
  get unset(): ReadonlySet<string> {
    return this.lacking;
  }

  /** A copy of the config with everything replaced. */
  expand(config: Readonly<Record<string, unknown>>, path: string): Record<string, unknown> {
    return this.expandObject(config, path, 0);
  }

  private expandObject(object: object, path: string, depth: number, top?: string): Record<string, unknown> {
    // fromEntries defines properties: a key __proto__ stays a key.
    return Object.fromEntries(
      Object.entries(object).map(([name, value]) => [
        name,
        this.expandValue(value, memberPath(path, name), top ?? name, depth),
      ]),
    );
  }

  /** @param top the member of the config in which the value stands */
  private expandValue(value: unknown, path: string, top: string, depth: number): unknown {
    if (typeof value === 'string') return this.expandText(value, path, top);
    if (depth >= MAX_DEPTH) return value;
    if (Array.isArray(value))
      return value.map((entry, index) => this.expandValue(entry, `${path}[${index}]`, top, depth + 1));
    return isPlainObject(value) ? this.expandObject(value, path, depth + 1, top) : value;
  }

  private expandText(text: string, path: string, top: string): string {
    const whole = WHOLE.exec(text);
    if (whole !== null) return this.valueOf(whole[1] ?? whole[2] ?? '', path, top, text);
    // `$` is an operator of expressions, and a letter like any other of a secret.
    if (top === 'textKey' || text.trimStart().startsWith('#[')) return text;
    return text.replaceAll(PART, (_match, braced: string | undefined, bare: string | undefined) =>
      this.valueOf(braced ?? bare ?? '', path, top, text),
    );
  }

  private valueOf(variable: string, path: string, top: string, text: string): string {
    const value = lookUp(variable, this.env);
    if (value !== undefined) {
      this.texts.set(path, text);
      return value;
    }
    this.lacking.add(top);
    this.findings.add(
      'ENV_UNSET',
      path,
      `names the variable ${variable}, which is not set, or empty: the service takes variables from the option env, as in muleSoftPolicies(file, { env: process.env }), and lint from its own environment.`,
    );
    return '';
  }
}
