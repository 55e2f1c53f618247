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
 * The rule that a token names its client, in the first of these claims that it has. Access tokens of such a provider name
 * it and id tokens do not. So an id token is refused even if one application is both audience and client.
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

/** The token origin of a request header. A header that was sent twice is refused as malformed. */
export function headerSource(header: string): TokenSource {
  return { describe: `the token of the header ${header}`, read: ({ headers }) => headers[header] };
}

/** Hints for an opaque or encrypted token. Providers issue such tokens if the client asked for no API. */
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

/** For tokens that name a person or a service and grant nothing: they have no scope, under any name. */
export function withoutScopes(advice: string): Readonly<Record<string, string>> {
  return { scope: advice, scp: advice };
}

/** The hint for an id token, recognised by a claim that only id tokens of this provider have. Its `aud` is refused. */
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
