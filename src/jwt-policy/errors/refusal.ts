import type { RefusalCode } from './refusal-codes.js';

/** Who can mend what led to a refusal: who calls, who issues the tokens, or who runs this service. */
export type CauseMender = 'caller' | 'issuer' | 'operator';

/** What probably led to a refusal, and who can mend it. */
export interface LikelyCause {
  /** Stable: programs compare it. `hint` for a hint of the options without a name, `general` where nothing is known. */
  readonly name: string;
  readonly mender: CauseMender;
  /** Who else can, where the cause may lie with either. */
  readonly otherMender?: CauseMender;
  /** One sentence without a full stop. Holds no claim value. */
  readonly sentence: string;
}

/** Why a call was refused. What the caller reads follows from `code` alone; the rest is for log and explain. */
export interface Refusal {
  readonly code: RefusalCode;
  /** For the log: what was found and expected. Holds no token, no header of the request, and no claim value. */
  readonly detail: string;
  /** The scopes that the route demands (RFC 6750 §3, `scope`). Only with `SCOPE_MISSING`. */
  readonly scopes?: readonly string[];
  /** Whole seconds after which another try makes sense. Only if the call could not be decided. */
  readonly retryAfterSeconds?: number;
  /** The likely cause, where a known one matches; `detail` ends with its sentence then. */
  readonly cause?: LikelyCause;
}

/** Builds a refusal. `detail` goes to the log: it must not hold a claim value. */
export function refuse(
  code: RefusalCode,
  detail: string,
  more?: Pick<Refusal, 'scopes' | 'retryAfterSeconds'>,
): Refusal {
  return { code, detail, ...more };
}

/** Whether a value is a refusal. */
export function isRefusal(value: object): value is Refusal {
  return 'code' in value && 'detail' in value;
}
