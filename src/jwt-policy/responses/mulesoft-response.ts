import { REFUSALS, type Refusal, type RefusalCode, type RefusalFamily } from '../errors/index.js';
import { retryAfter } from './retry-after.js';

/** The body of a refusal as MuleSoft's JWT Validation policy writes it. */
export interface MuleSoftBody {
  readonly error: string;
}

interface MuleSoftAnswer {
  readonly status: number;
  readonly error: string;
}

/** By what is refused. What has no place here is the application's own, and is answered as RFC 6750 says. */
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
 * A refusal with the statuses and bodies of MuleSoft's JWT Validation policy, so that the clients of a moved API see no
 * change; undefined for what that policy does not judge.
 */
export function toMuleSoftResponse(refusal: Refusal):
  | {
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: MuleSoftBody;
    }
  | undefined {
  const { family } = REFUSALS[refusal.code];
  const answer = CODES[refusal.code] ?? FAMILIES[family];
  if (answer === undefined) return undefined;
  const { status, error } = answer;
  const challenge: Record<string, string> = status === 403 ? {} : { 'WWW-Authenticate': 'Bearer' };
  return { status, headers: family === 'cannot_judge' ? retryAfter(refusal) : challenge, body: { error } };
}
