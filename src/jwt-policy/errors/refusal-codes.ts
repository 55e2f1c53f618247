/**
 * What kind of refusal a code is. `responses/` maps each family to a status and an OAuth error;
 * an outage (`cannot_decide`) is never answered as a bad token.
 */
export type RefusalFamily = 'no_token' | 'bad_request' | 'bad_token' | 'no_access' | 'cannot_decide';

interface RefusalKind {
  readonly family: RefusalFamily;
  /** The message for the caller: a constant, so that it leaks nothing about the token. */
  readonly message: string;
}

/** Every refusal there is. The keys are the stable codes; docs/errors.md explains each. */
export const REFUSALS = {
  TOKEN_MISSING: { family: 'no_token', message: 'A bearer token is required.' },
  TOKEN_AMBIGUOUS: { family: 'bad_request', message: 'The request carries more than one token.' },
  AUTHORIZATION_MALFORMED: {
    family: 'bad_request',
    message: 'The token must be sent in one Authorization header: Bearer, a blank and the token.',
  },
  PATH_AMBIGUOUS: {
    family: 'bad_request',
    message: 'The path of the request can be read in more than one way.',
  },
  TOKEN_MALFORMED: { family: 'bad_token', message: 'The token is not a well-formed JWT.' },
  HEADER_REFUSED: {
    family: 'bad_token',
    message: 'The token header asks for processing that is not supported.',
  },
  TOKEN_TYPE_REFUSED: { family: 'bad_token', message: 'The token is of a type that is not accepted here.' },
  ACCESS_TOKEN_REQUIRED: {
    family: 'bad_token',
    message: 'The token is not an access token. Send the access token.',
  },
  ALGORITHM_REFUSED: {
    family: 'bad_token',
    message: 'The token is signed with an algorithm that is not accepted.',
  },
  KEY_UNKNOWN: { family: 'bad_token', message: 'The token is signed with an unknown key.' },
  SIGNATURE_INVALID: { family: 'bad_token', message: 'The signature of the token is invalid.' },
  TOKEN_EXPIRED: { family: 'bad_token', message: 'The token has expired.' },
  TOKEN_NOT_YET_VALID: { family: 'bad_token', message: 'The token is not valid yet.' },
  ISSUER_REFUSED: { family: 'bad_token', message: 'The issuer of the token is not accepted.' },
  AUDIENCE_REFUSED: { family: 'bad_token', message: 'The token was issued for another audience.' },
  BOUND_TOKEN_REFUSED: {
    family: 'bad_token',
    message: 'The token is bound to a key and is not accepted as a bearer token.',
  },
  CLAIM_MISSING: { family: 'bad_token', message: 'The token lacks a required claim.' },
  CLAIM_MALFORMED: { family: 'bad_token', message: 'The token has a malformed claim.' },
  CLAIM_REFUSED: { family: 'bad_token', message: 'The token has a claim that is not accepted.' },
  SCOPE_MISSING: { family: 'no_access', message: 'The token lacks a scope that is required here.' },
  CLAIM_RULE_FAILED: { family: 'no_access', message: 'The token does not permit this call.' },
  CLIENT_UNRESOLVED: { family: 'no_access', message: 'The token does not name a client.' },
  CLIENT_NOT_APPROVED: { family: 'no_access', message: 'The client of the token is not approved.' },
  NO_POLICY_APPLIES: { family: 'no_access', message: 'No policy permits this call.' },
  CONTEXT_UNSUPPORTED: { family: 'no_access', message: 'This kind of call cannot be authorized.' },
  NOT_READY: { family: 'cannot_decide', message: 'The service is starting. Try again later.' },
  KEYS_UNAVAILABLE: {
    family: 'cannot_decide',
    message: 'The token cannot be verified at the moment. Try again later.',
  },
  CLIENTS_UNAVAILABLE: {
    family: 'cannot_decide',
    message: 'The client of the token cannot be looked up at the moment. Try again later.',
  },
} as const satisfies Record<string, RefusalKind>;

/** The stable code of a refusal. */
export type RefusalCode = keyof typeof REFUSALS;

/** Every code that a refusal can have, for metrics, translations and alerts. docs/errors.md explains each. */
export const REFUSAL_CODES: readonly RefusalCode[] = Object.freeze(Object.keys(REFUSALS) as RefusalCode[]);
