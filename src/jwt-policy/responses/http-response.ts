import { REFUSALS, type Refusal, type RefusalCode, type RefusalFamily } from '../errors/index.js';
import type { ResponseStyle } from '../options/index.js';
import { bearerChallenge } from './bearer-challenge.js';
import { toMuleSoftResponse, type MuleSoftBody } from './mulesoft-response.js';
import { retryAfter } from './retry-after.js';

/** The body of a refusal. Every member is a constant of the code. */
export interface RefusalBody {
  readonly statusCode: number;
  readonly code: RefusalCode;
  readonly error: string;
  readonly message: string;
}

/** A refusal as an HTTP answer. */
export interface RefusalResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RefusalBody | MuleSoftBody;
}

interface FamilyResponse {
  readonly status: number;
  /** The error code of RFC 6750 §3.1, or a word of our own where that has none. */
  readonly error: string;
  /** Whether the challenge tells the error (RFC 6750 §3: not to a caller who sent no token). */
  readonly challenge: 'bare' | 'with-error' | 'none';
}

const FAMILIES: Readonly<Record<RefusalFamily, FamilyResponse>> = {
  no_token: { status: 401, error: 'unauthorized', challenge: 'bare' },
  bad_request: { status: 400, error: 'invalid_request', challenge: 'with-error' },
  bad_token: { status: 401, error: 'invalid_token', challenge: 'with-error' },
  no_access: { status: 403, error: 'forbidden', challenge: 'bare' },
  cannot_judge: { status: 503, error: 'temporarily_unavailable', challenge: 'none' },
};

const INSUFFICIENT_SCOPE: FamilyResponse = {
  status: 403,
  error: 'insufficient_scope',
  challenge: 'with-error',
};

function headersOf(refusal: Refusal, family: FamilyResponse, message: string): Record<string, string> {
  if (family.challenge === 'none') return retryAfter(refusal);
  const told = family.challenge === 'bare' ? {} : { error: family.error, error_description: message };
  return {
    'WWW-Authenticate': bearerChallenge({
      ...told,
      ...(refusal.scopes && { scope: refusal.scopes.join(' ') }),
    }),
  };
}

/**
 * A refusal as RFC 6750 §3 answers it, or as MuleSoft does. What the caller reads depends on the code and the route
 * alone.
 */
export function toHttpResponse(refusal: Refusal, style: ResponseStyle = 'rfc6750'): RefusalResponse {
  return (style === 'mulesoft' ? toMuleSoftResponse(refusal) : undefined) ?? toBearerResponse(refusal);
}

/** A refusal as RFC 6750 §3 answers it. */
export function toBearerResponse(refusal: Refusal): RefusalResponse & { readonly body: RefusalBody } {
  const { family, message } = REFUSALS[refusal.code];
  const response = refusal.code === 'SCOPE_MISSING' ? INSUFFICIENT_SCOPE : FAMILIES[family];
  const { status, error } = response;
  return {
    status,
    headers: headersOf(refusal, response, message),
    body: { statusCode: status, code: refusal.code, error, message },
  };
}
