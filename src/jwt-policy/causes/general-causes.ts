import type { CauseMender, RefusalCode } from '../errors/index.js';

/** What each refusal means where nothing more is known of its cause: shown by explanations, and not logged. */
export const GENERAL_CAUSES: Readonly<
  Record<RefusalCode, readonly [mender: CauseMender, sentence: string, otherMender?: CauseMender]>
> = {
  TOKEN_MISSING: [
    'caller',
    'the client sends no token where one is expected: in the header Authorization, "Bearer", a blank and the token',
  ],
  TOKEN_AMBIGUOUS: [
    'caller',
    'the request has more than one token: look for a proxy or a client that adds one',
  ],
  AUTHORIZATION_MALFORMED: [
    'caller',
    'the client writes the header in another form: it must be "Bearer", a blank and the token, and nothing else',
  ],
  PATH_AMBIGUOUS: [
    'caller',
    'the path has a backslash, an empty segment, "." or "..": send the path without them',
  ],
  TOKEN_MALFORMED: [
    'caller',
    'the client sends something that is no signed JWT: ask the issuer for a JWT access token',
  ],
  HEADER_REFUSED: [
    'issuer',
    'the token needs processing that is not supported: have the issuer write a plain signed JWT',
  ],
  TOKEN_TYPE_REFUSED: [
    'caller',
    'the token is for another purpose: send an access token, or accept its typ in the option types',
    'operator',
  ],
  ACCESS_TOKEN_REQUIRED: ['caller', 'the client sends a token of another kind: send the access token'],
  ALGORITHM_REFUSED: [
    'operator',
    'the issuer signs with another algorithm than the configured ones: if that is intended, name it in the option algorithms',
  ],
  KEY_UNKNOWN: [
    'operator',
    'no key of the issuer can be chosen for this token: compare the kid of the token with the kids of its key set',
  ],
  SIGNATURE_INVALID: [
    'caller',
    'the token was changed after it was signed, or another issuer signed it under the same iss and kid: get a new token',
  ],
  TOKEN_EXPIRED: [
    'caller',
    'the client keeps an old token: it has to get a new one before the token expires',
  ],
  TOKEN_NOT_YET_VALID: [
    'issuer',
    'the token is for later: wait, or compare the clocks of issuer and service',
    'operator',
  ],
  ISSUER_REFUSED: [
    'caller',
    'the token is of another issuer: the client asked the wrong one, or this service does not know it',
    'operator',
  ],
  AUDIENCE_REFUSED: [
    'caller',
    'the token was issued for another API: the client has to ask for this one, by audience, resource or scope',
  ],
  BOUND_TOKEN_REFUSED: [
    'caller',
    'the client asked for a token that is bound to its key: ask for a bearer token',
  ],
  CLAIM_MISSING: ['issuer', 'the issuer does not write a claim that is required here'],
  CLAIM_MALFORMED: ['issuer', 'the issuer writes the claim in a form that the standard does not have'],
  CLAIM_REFUSED: [
    'caller',
    'the token is not one of those that this policy accepts: compare expected and found',
  ],
  SCOPE_MISSING: ['caller', 'the client did not ask for the scope, or the issuer did not grant it', 'issuer'],
  CLAIM_RULE_FAILED: [
    'caller',
    'the token is good, and does not permit this call: compare expected and found',
  ],
  CLIENT_UNRESOLVED: ['issuer', 'the token does not name its client where the policy looks for it'],
  CLIENT_NOT_APPROVED: [
    'operator',
    'the client is not approved in the registry: approve it there, if it is to call',
  ],
  NO_POLICY_APPLIES: [
    'operator',
    'no policy covers this route: widen appliesTo, name a policy by @UsePolicy(), or open the route by @Public()',
  ],
  CONTEXT_UNSUPPORTED: ['operator', 'the guard does not know this kind of call: see the log of the start'],
  NOT_READY: ['operator', 'the application has not started yet: wait, and see its log if that lasts'],
  KEYS_UNAVAILABLE: [
    'operator',
    'the key set of the issuer cannot be fetched, or has no usable key: see the log, and whether this service can reach its URL',
  ],
  CLIENTS_UNAVAILABLE: [
    'operator',
    'the client registry does not answer: see whether this service can reach it',
  ],
};
