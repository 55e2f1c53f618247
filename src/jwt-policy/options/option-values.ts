import type { ClaimPath, JwtClaims } from '../claims/index.js';
import type { CauseMender, RefusalCode } from '../errors/index.js';

/** A known mistake, and how its token is recognised. It is logged beside a refusal and decides nothing. */
export interface RefusalHint {
  /** The refusal that the mistake leads to. */
  readonly code: RefusalCode;
  /** One sentence without a full stop: what the token probably is, and what to do. Must not hold a claim value. */
  readonly message: string;
  /** A stable name, for programs. @default 'hint' */
  readonly name?: string;
  /** Who can mend it. @default who most often can, by the code */
  readonly mender?: CauseMender;
  /**
   * Asked about a refused token, so nothing that it reads can be trusted. `claims` is empty if the token could not be
   * parsed. Only `true` counts; a throw is ignored.
   */
  matches(claims: JwtClaims, token: string): boolean;
}

/** A claim that is passed on to the handlers as a request header. */
export interface ClaimToHeader {
  readonly claim: ClaimPath;
  /** The name of the header, in any letter case. A header of this name that a client sends is removed. */
  readonly header: string;
}

/** What is logged when the application starts; a text alone is at level `log`. */
export interface StartNotice {
  readonly level: 'log' | 'warn';
  readonly message: string;
}
