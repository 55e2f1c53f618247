import type { Refusal, RefusalCode, RefusalFamily } from '../errors/index.js';
import { bearerChallenge } from './bearer-challenge.js';
import {
  publicRefusal,
  retryAfter,
  type PublicRefusal,
  type RefusalResponse,
  type ResponseStyle,
} from './response-style.js';

/** The body of a refusal. Every member is a constant of the code. */
export interface RefusalBody {
  readonly statusCode: number;
  readonly code: RefusalCode;
  readonly error: string;
  readonly message: string;
}

interface FamilyResponse {
  readonly status: number;
  /** The error code of RFC 6750 §3.1, or a word of this library if that section has none. */
  readonly error: string;
  /** Whether the challenge names the error (RFC 6750 §3: not to a caller who sent no token). */
  readonly challenge: 'bare' | 'with-error' | 'none';
}

const FAMILIES: Readonly<Record<RefusalFamily, FamilyResponse>> = {
  no_token: { status: 401, error: 'unauthorized', challenge: 'bare' },
  bad_request: { status: 400, error: 'invalid_request', challenge: 'with-error' },
  bad_token: { status: 401, error: 'invalid_token', challenge: 'with-error' },
  no_access: { status: 403, error: 'forbidden', challenge: 'bare' },
  cannot_decide: { status: 503, error: 'temporarily_unavailable', challenge: 'none' },
};

const INSUFFICIENT_SCOPE: FamilyResponse = {
  status: 403,
  error: 'insufficient_scope',
  challenge: 'with-error',
};

function headersOf(refusal: PublicRefusal, { challenge, error }: FamilyResponse): Record<string, string> {
  const shown = challenge === 'with-error' ? { error, error_description: refusal.message } : {};
  const scope = refusal.scopes && { scope: refusal.scopes.join(' ') };
  return {
    ...retryAfter(refusal),
    ...(challenge !== 'none' && { 'WWW-Authenticate': bearerChallenge({ ...shown, ...scope }) }),
  };
}

/** The default: statuses, challenges and errors of RFC 6750 §3, with a JSON body that has the code. */
export const rfc6750Responses = Object.freeze({
  respond(refusal: PublicRefusal): RefusalResponse & { readonly body: RefusalBody } {
    const { code, message } = refusal;
    const response = code === 'SCOPE_MISSING' ? INSUFFICIENT_SCOPE : FAMILIES[refusal.family];
    const { status, error } = response;
    return {
      status,
      headers: headersOf(refusal, response),
      body: { statusCode: status, code, error, message },
    };
  },
} satisfies ResponseStyle);

/** The answer to a refusal in a style, or by RFC 6750 if there is no style or it returns `undefined`. */
export function respondTo(refusal: Refusal, style: ResponseStyle = rfc6750Responses): RefusalResponse {
  const known = publicRefusal(refusal);
  return style.respond(known) ?? rfc6750Responses.respond(known);
}
