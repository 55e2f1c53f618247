import {
  encryptedSentence,
  ID_TOKEN_SENTENCE,
  isEncrypted,
  isOpaque,
  opaqueSentence,
} from '../causes/index.js';
import { readClaim, type ClaimCheckOptions, type DescribedRule, type TokenSource } from '../claims/index.js';
import type { RefusalHint } from '../options/index.js';

/**
 * An access token names its client: in the first of these claims that it has. Id tokens of such a provider name none,
 * so this tells the two apart where an application is audience and client at once.
 */
export function namesClient(claims: readonly string[], ids?: readonly string[]): ClaimCheckOptions {
  const accepted = ids === undefined ? undefined : new Set<unknown>(ids);
  const rule: DescribedRule = {
    describe: `names ${ids === undefined ? 'its client' : `one of ${JSON.stringify(ids)}`} in ${claims.join(' or ')}, as access tokens do`,
    run(_value, { claims: found }) {
      const claim = claims.find((name) => readClaim(found, name) !== undefined);
      const client = claim === undefined ? undefined : readClaim(found, claim);
      return typeof client === 'string' && client !== '' && (accepted === undefined || accepted.has(client));
    },
  };
  return { rule };
}

/** The sole value of a request header, as a token origin. A header sent twice is no token. */
export function headerSource(header: string): TokenSource {
  return { describe: `the token of the header ${header}`, read: ({ headers }) => headers[header] };
}

/** A token that is no JWT, or one that nobody else may read: what providers issue when no API was asked for. */
export function unreadableHints(advice: string): readonly RefusalHint[] {
  return [
    {
      code: 'TOKEN_MALFORMED',
      name: 'opaque-token',
      mender: 'caller',
      message: opaqueSentence(advice),
      matches: (_claims, token) => isOpaque(token),
    },
    {
      code: 'TOKEN_MALFORMED',
      name: 'encrypted-token',
      mender: 'caller',
      message: encryptedSentence(advice),
      matches: (_claims, token) => isEncrypted(token),
    },
  ];
}

/** An id token, by a claim that only those have at this provider; as its `aud` is another, that is what refuses it. */
export function idTokenHint(isIdToken: RefusalHint['matches']): RefusalHint {
  return {
    code: 'AUDIENCE_REFUSED',
    name: 'id-token',
    mender: 'caller',
    message: ID_TOKEN_SENTENCE,
    matches: isIdToken,
  };
}

/** Whether `aud`, a text or a list, has a value. */
export function hasAudience(aud: unknown, value: string): boolean {
  return aud === value || (Array.isArray(aud) && aud.includes(value));
}
