import { ExplainedError } from '../process/index.js';
import { POOL } from './pool.js';
/** The longest one answer of the issuer may take, in milliseconds. */
const TIMEOUT_MS = 5000;
/** Gets an access token for the demo client from a running issuer, found by discovery. Says what failed in a sentence. */
export async function fetchToken(issuer, scopes) {
    const { token_endpoint: endpoint } = await askForJson(issuer, `${issuer}/.well-known/openid-configuration`);
    if (typeof endpoint !== 'string')
        throw strange(issuer);
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    if (scopes.length > 0)
        form.set('scope', scopes.join(' '));
    const credentials = Buffer.from(`${POOL.clientId}:${POOL.clientSecret}`).toString('base64');
    const answer = await askForJson(issuer, endpoint, {
        method: 'POST',
        headers: { authorization: `Basic ${credentials}` },
        body: form,
    });
    if (answer['error'] === 'invalid_scope') {
        throw new ExplainedError(`The issuer refuses a scope of "${scopes.join(' ')}". It knows ${POOL.scopes.join(' and ')}.`);
    }
    if (answer['error'] !== undefined)
        throw new ExplainedError(`The issuer refuses: ${JSON.stringify(answer['error'])}.`);
    if (typeof answer['access_token'] !== 'string')
        throw strange(issuer);
    return answer['access_token'];
}
async function askForJson(issuer, url, init) {
    const response = await fetch(url, {
        ...init,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        redirect: 'error',
    }).catch((error) => {
        throw new ExplainedError(`No local issuer answers at ${issuer}. Start it with "npm start" and ask again, or name another with --issuer.`, { cause: error });
    });
    const body = await response.json().catch(() => undefined);
    if (typeof body !== 'object' || body === null)
        throw strange(issuer);
    return { ...body };
}
function strange(issuer) {
    return new ExplainedError(`What answers at ${issuer} is not a local issuer. Name the right one with --issuer.`);
}
