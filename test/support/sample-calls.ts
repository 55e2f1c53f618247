/** The scopes of the sample API. */
export const READ = 'mule-api/api_read';
export const WRITE = 'mule-api/api_write';

/** Far more than any answer takes: a call that hangs is told as what it is, long before the test times out. */
const DEADLINE_MS = 20_000;

const DEMO_CLIENT = `Basic ${Buffer.from('demo-client:demo-secret').toString('base64')}`;

/** A token of the running local issuer for these scopes, asked for in the form or in the query string. */
export async function tokenOf(
  issuer: string,
  scopes: readonly string[],
  askIn: 'form' | 'query' = 'form',
): Promise<string> {
  const asked = new URLSearchParams({ grant_type: 'client_credentials', scope: scopes.join(' ') });
  const endpoint = `${new URL(issuer).origin}/oauth2/token`;
  const response = await fetch(askIn === 'query' ? `${endpoint}?${asked.toString()}` : endpoint, {
    method: 'POST',
    signal: AbortSignal.timeout(DEADLINE_MS),
    headers: { authorization: DEMO_CLIENT },
    ...(askIn === 'form' ? { body: asked } : {}),
  });
  const { access_token: token } = (await response.json()) as { access_token?: string };
  if (response.status !== 200 || token === undefined)
    throw new Error(`The issuer answered ${response.status}.`);
  return token;
}

/** One call of the sample API; a `body` that is no string is sent as JSON. */
export function call(
  method: string,
  url: string,
  { token, body, headers = {} }: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Response> {
  const sent = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(url, {
    method,
    signal: AbortSignal.timeout(DEADLINE_MS),
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(sent === undefined ? {} : { body: sent }),
  });
}
