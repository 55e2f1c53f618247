/** The header that carries a token (RFC 6750 §2.1), for supertest's `set`, `fetch` and `inject`. No header for an empty token. */
export function bearer(token: string): Record<string, string> {
  return token === '' ? {} : { authorization: `Bearer ${token}` };
}
