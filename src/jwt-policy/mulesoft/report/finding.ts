import { quote } from '../../errors/index.js';

/**
 * How a finding is meant, from what stops the start to what is only reported:
 * - `error`: cannot be honoured; nothing is imported
 * - `warning`: imported, but surely not what was meant
 * - `stricter`: refuses here what MuleSoft lets pass, and why
 * - `ignored`: has no effect, here or on MuleSoft
 * - `note`: what a reader of the policy should know
 * - `exact`: does here what it does on MuleSoft
 */
export type FindingLevel = 'error' | 'warning' | 'stricter' | 'ignored' | 'note' | 'exact';

/** Every code that a report can hold, and its level. Codes are stable: programs may rely on them. */
export const FINDING_LEVELS = {
  FILE_UNREADABLE: 'error',
  YAML_MISSING: 'error',
  SYNTAX_INVALID: 'error',
  LIMIT_EXCEEDED: 'error',
  SHAPE_UNKNOWN: 'error',
  POLICY_UNKNOWN: 'error',
  ACCESS_CONTROL: 'error',
  NO_POLICY: 'error',
  ALL_DISABLED: 'error',
  OPTION_INVALID: 'error',
  ENV_UNSET: 'error',
  VALUE_INVALID: 'error',
  KEY_INVENTED: 'error',
  COMBINATION_INVALID: 'error',
  EXPRESSION_INVALID: 'error',
  REGEX_INVALID: 'error',
  TEXT_KEY_MISSING: 'error',
  TEXT_KEY_PLACEHOLDER: 'error',
  TEXT_KEY_INVALID: 'error',
  JWKS_URL_INVALID: 'error',
  KEY_FROM_CALLER: 'error',
  UNSIGNED_REFUSED: 'error',
  CLIENTS_MISSING: 'error',
  CLIENTS_UNUSED: 'warning',
  OTHER_POLICY: 'warning',
  KEY_UNKNOWN: 'warning',
  ORDER_REPEATED: 'warning',
  TARGETS_DIFFER: 'warning',
  ROW_NEVER: 'warning',
  CALLER_CHOOSES: 'warning',
  UNSIGNED_ACCEPTED: 'warning',
  INSECURE_HTTP: 'warning',
  PLACEHOLDER: 'warning',
  VALUE_CLAMPED: 'warning',
  SECRET_IN_FILE: 'warning',
  SECRET_ENCODED: 'warning',
  AUDIENCE_NONE: 'warning',
  COGNITO_CLAIM: 'warning',
  LITERAL_BLANK: 'warning',
  LITERAL_EXPRESSION: 'warning',
  NEVER_PASSES: 'warning',
  ALWAYS_PASSES: 'warning',
  EXPRESSION_WARNING: 'warning',
  STRICT_TOKEN: 'stricter',
  STRICT_TIMES: 'stricter',
  STRICT_KEYS: 'stricter',
  STRICT_KID: 'stricter',
  STRICT_STALE: 'stricter',
  STRICT_BOUND: 'stricter',
  STRICT_ISSUER: 'stricter',
  AUD_PRESENCE: 'stricter',
  HEAD_LIKE_GET: 'stricter',
  POLICY_DISABLED: 'ignored',
  PARAMETER_IGNORED: 'ignored',
  POLICY_DROPPED: 'note',
  ISSUER_UNCHECKED: 'note',
  ISSUER_BY_CLAIM: 'note',
  AUDIENCE_UNCHECKED: 'note',
  AUDIENCE_MANDATORY: 'note',
  EXP_OPTIONAL: 'note',
  CLIENT_UNCHECKED: 'note',
  ID_TOKENS_ACCEPTED: 'note',
  LITERAL_ON_LIST: 'note',
  CLAIM_HEADERS: 'note',
  TEXT_KEY_GIVEN: 'note',
  PARAMETER_EXACT: 'exact',
} as const satisfies Record<string, FindingLevel>;

/** What a finding is about. */
export type FindingCode = keyof typeof FINDING_LEVELS;

/** One finding about an imported policy or its file. */
export interface Finding {
  readonly level: FindingLevel;
  readonly code: FindingCode;
  /** Where, from the root of the file: `policyConfigurations[0].configurationData.jwksUrl`. */
  readonly path: string;
  /** What is so, and where something can be done about it, what. Holds no key material. */
  readonly message: string;
}

/** Collects what is found, in the order in which it is found. */
export class Findings {
  private readonly found: Finding[] = [];

  add(code: FindingCode, path: string, message: string): void {
    this.found.push(Object.freeze({ level: FINDING_LEVELS[code], code, path, message }));
  }

  get list(): readonly Finding[] {
    return this.found;
  }

  get hasErrors(): boolean {
    return this.found.some(({ level }) => level === 'error');
  }
}

/** A name that somebody else wrote, as it can stand in a log: as it is, or quoted. */
export function shownName(name: string): string {
  return /^[\w-]{1,64}$/.test(name) ? name : quote(name);
}

/** Joins a path and a name that somebody else wrote. */
export function memberPath(path: string, name: string): string {
  return below(path, shownName(name));
}

/** Joins a path and a name: `[0]` and `order`, or nothing and `order`. */
export function below(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
