import type { JwtClaims } from './claims.js';

/** What the policies that passed before this one have established about the caller; of several, the last counts. */
export interface PriorAuthentication {
  /** The client id that was found in the registry; null where no client is validated. */
  readonly clientId: string | null;
  /** The name of that client in the registry. */
  readonly clientName: string | null;
  /** The `sub` of the token, where it is a string. */
  readonly principal: string | null;
  readonly properties: {
    readonly claims: JwtClaims;
    /** The token itself. */
    readonly jwt: string;
  };
}
