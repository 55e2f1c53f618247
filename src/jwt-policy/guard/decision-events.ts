import { quote, REFUSALS, type Refusal } from '../errors/index.js';
import type { DecisionEvent, RefusedEvent, RefusedToken } from '../observe/index.js';
import type { Granted, GrantedAnonymously, Refused } from '../policy/index.js';
import { tokenDigest } from '../tokens/index.js';

/** The event of a granted call. */
export function grantedEvent(
  transport: string,
  handler: string,
  verdict: Granted | GrantedAnonymously,
): DecisionEvent {
  if (verdict.anonymous) return { outcome: 'anonymous', transport, handler };
  const { issuer, results } = verdict;
  return { outcome: 'granted', transport, handler, policies: Object.keys(results), issuer };
}

/** The event of a refused call. */
export function refusedEvent(
  transport: string,
  handler: string,
  { refusal, policy, step, subject }: Refused,
): RefusedEvent {
  const token = tokenOf(subject);
  return {
    ...undecidedEvent(transport, handler, refusal),
    ...(policy !== undefined && { policy }),
    step,
    ...(token && { token }),
  };
}

/** The event of a call that was refused because it has no plan. */
export function undecidedEvent(transport: string, handler: string, refusal: Refusal): RefusedEvent {
  const { code, detail } = refusal;
  return { outcome: 'refused', transport, handler, code, family: REFUSALS[code].family, detail };
}

function tokenOf(subject: Refused['subject']): RefusedToken | undefined {
  if (subject?.token === undefined) return undefined;
  // A cached token is not parsed again, so these values come from its claims and its key.
  const issuer = (subject.parsed?.payload ?? subject.verified)?.iss;
  const kid = subject.parsed?.header['kid'] ?? subject.key?.kid;
  return {
    digest: tokenDigest(subject.token),
    ...(issuer !== undefined && { issuer: quote(issuer, 200) }),
    ...(kid !== undefined && { kid: quote(kid) }),
  };
}
