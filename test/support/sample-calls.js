/** The scopes of the sample API. */
export const READ = 'mule-api/api_read';
export const WRITE = 'mule-api/api_write';
const DEMO_CLIENT = `Basic ${Buffer.from('demo-client:demo-secret').toString('base64')}`;
/** A token of the running local issuer for these scopes, asked for in the form or in the query string. */
export async function tokenOf(issuer, scopes, askIn = 'form') {
    const asked = new URLSearchParams({ grant_type: 'client_credentials', scope: scopes.join(' ') });
    const endpoint = `${new URL(issuer).origin}/oauth2/token`;
    const response = await fetch(askIn === 'query' ? `${endpoint}?${asked.toString()}` : endpoint, {
        method: 'POST',
        headers: { authorization: DEMO_CLIENT },
        ...(askIn === 'form' ? { body: asked } : {}),
    });
    const { access_token: token } = (await response.json());
    if (response.status !== 200 || token === undefined)
        throw new Error(`The issuer answered ${response.status}.`);
    return token;
}
/** One call of the sample API; a `body` that is no string is sent as JSON. */
export function call(method, url, { token, body, headers = {} } = {}) {
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    return fetch(url, {
        method,
        headers: {
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...headers,
        },
        ...(sent === undefined ? {} : { body: sent }),
    });
}
