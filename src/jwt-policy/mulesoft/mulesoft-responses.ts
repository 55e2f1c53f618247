import type { RefusalCode, RefusalFamily } from '../errors/index.js';
import {
  retryAfter,
  type PublicRefusal,
  type RefusalResponse,
  type ResponseStyle,
} from '../responses/index.js';

interface MuleSoftAnswer {
  readonly status: number;
  readonly error: string;
}

const FAMILIES: Partial<Record<RefusalFamily, MuleSoftAnswer>> = {
  no_token: { status: 400, error: 'JWT Token is required.' },
  bad_request: { status: 400, error: 'JWT Token is required.' },
  bad_token: { status: 401, error: 'Invalid token.' },
};

const CODES: Partial<Record<RefusalCode, MuleSoftAnswer>> = {
  CLIENT_UNRESOLVED: { status: 403, error: 'Authentication denied.' },
  CLIENT_NOT_APPROVED: { status: 403, error: 'Invalid Client' },
  KEYS_UNAVAILABLE: { status: 503, error: 'Unable to reach JWKS endpoint.' },
  CLIENTS_UNAVAILABLE: { status: 503, error: 'Unable to reach client registry.' },
};

/**
 * The statuses and bodies of MuleSoft's JWT Validation policy, so that the clients of a moved API see no change. That
 * policy knows no scopes and no rules of a route, so what a route demands is answered as RFC 6750 says.
 */
export const muleSoftResponses: ResponseStyle = Object.freeze({
  respond(refusal: PublicRefusal): RefusalResponse | undefined {
    const answer = CODES[refusal.code] ?? FAMILIES[refusal.family];
    if (answer === undefined) return undefined;
    const { status, error } = answer;
    const challenge = status < 403 && { 'WWW-Authenticate': 'Bearer' };
    return { status, headers: { ...challenge, ...retryAfter(refusal) }, body: { error } };
  },
});
