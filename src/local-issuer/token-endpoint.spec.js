import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jsonwebtoken from 'jsonwebtoken';
import { startLocalIssuer } from './local-issuer.js';
const BASIC = basic('demo-client', 'demo-secret');
const READ = 'mule-api/api_read';
const WRITE = 'mule-api/api_write';
let running;
let origin;
beforeAll(async () => {
    running = await startLocalIssuer({ port: 0, environment: 'test' });
    origin = new URL(running.issuer).origin;
});
afterAll(() => running.close());
function basic(client, secret) {
    return `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}`;
}
async function askForToken({ query = '', form = {}, authorization = BASIC, headers = {} } = {}) {
    const response = await fetch(`${origin}/oauth2/token${query}`, {
        method: 'POST',
        headers: { ...headers, ...(authorization === null ? {} : { authorization }) },
        ...(form === null ? {} : { body: new URLSearchParams({ grant_type: 'client_credentials', ...form }) }),
    });
    return {
        status: response.status,
        headers: response.headers,
        body: (await response.json()),
    };
}
async function grantedScope(call) {
    const { status, body } = await askForToken(call);
    expect(status).toBe(200);
    return claimsOf(body)['scope'];
}
function claimsOf(body) {
    return jsonwebtoken.decode(String(body['access_token']));
}
describe('a token of the local issuer', () => {
    it('is an RS256 JWT with the claims of a Cognito access token and no aud', async () => {
        const { body, headers } = await askForToken({ form: { scope: READ } });
        expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
        expect(headers.get('cache-control')).toBe('no-store');
        const claims = claimsOf(body);
        expect(claims).toEqual({
            iss: running.issuer,
            sub: 'demo-client',
            client_id: 'demo-client',
            token_use: 'access',
            scope: READ,
            version: 2,
            jti: expect.any(String),
            iat: expect.any(Number),
            auth_time: claims['iat'],
            exp: Number(claims['iat']) + 3600,
        });
    });
    it('verifies with the published key its kid names', async () => {
        const token = String((await askForToken()).body['access_token']);
        const { keys } = (await (await fetch(`${running.issuer}/.well-known/jwks.json`)).json());
        const header = jsonwebtoken.decode(token, { complete: true })?.header;
        expect(header).toMatchObject({ alg: 'RS256', kid: keys[0]?.['kid'] });
        const key = createPublicKey({ key: keys[0] ?? {}, format: 'jwk' });
        expect(() => jsonwebtoken.verify(token, key, { algorithms: ['RS256'], issuer: running.issuer })).not.toThrow();
    });
    it('is never the same twice', async () => {
        const [one, two] = await Promise.all([askForToken(), askForToken()]);
        expect(one.body['access_token']).not.toBe(two.body['access_token']);
    });
});
describe('scopes', () => {
    it('are taken from the body', async () => {
        expect(await grantedScope({ form: { scope: WRITE } })).toBe(WRITE);
        expect(await grantedScope({ form: { scope: `${READ} ${WRITE}` } })).toBe(`${READ} ${WRITE}`);
    });
    it('are taken from the query string, with or without a body', async () => {
        expect(await grantedScope({ query: `?scope=${READ}`, form: {} })).toBe(READ);
        expect(await grantedScope({ query: `?grant_type=client_credentials&scope=${WRITE}`, form: null })).toBe(WRITE);
        expect(await grantedScope({
            query: `?grant_type=client_credentials&client_id=demo-client&scope=${READ}+${WRITE}`,
            form: null,
        })).toBe(`${READ} ${WRITE}`);
    });
    it('are all of the client when none is asked for', async () => {
        expect(await grantedScope({})).toBe(`${READ} ${WRITE}`);
        expect(await grantedScope({ form: { scope: '' } })).toBe(`${READ} ${WRITE}`);
    });
    it.each([
        'admin',
        `${READ} admin`,
        'openid',
        'mule-api',
        `${READ}/x`,
        READ.toUpperCase(),
        `${READ}  ${WRITE}`,
        '*',
        `${READ}\t`,
    ])('that are unknown or malformed are refused: %j', async (scope) => {
        for (const call of [{ form: { scope } }, { query: `?scope=${encodeURIComponent(scope)}` }]) {
            const { status, body } = await askForToken(call);
            expect({ status, error: body['error'] }).toEqual({ status: 400, error: 'invalid_scope' });
            expect(body).not.toHaveProperty('access_token');
        }
    });
    it('sent twice are refused', async () => {
        for (const call of [
            { query: `?scope=${READ}`, form: { scope: WRITE } },
            { query: `?scope=${READ}&scope=${WRITE}` },
        ]) {
            expect(await askForToken(call)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
        }
    });
});
describe('a client', () => {
    it('may authenticate in the body instead of the header', async () => {
        const form = { client_id: 'demo-client', client_secret: 'demo-secret' };
        expect(await grantedScope({ authorization: null, form })).toBe(`${READ} ${WRITE}`);
    });
    it.each([
        ['a wrong secret', { authorization: basic('demo-client', 'wrong') }],
        ['a secret in another letter case', { authorization: basic('demo-client', 'DEMO-SECRET') }],
        ['an unknown client', { authorization: basic('someone', 'demo-secret') }],
        [
            'a wrong secret in the body',
            { authorization: null, form: { client_id: 'demo-client', client_secret: 'x' } },
        ],
        ['no secret', { authorization: null, form: { client_id: 'demo-client' } }],
        [
            'its secret in the query string',
            { authorization: null, query: '?client_id=demo-client&client_secret=demo-secret' },
        ],
    ])('with %s gets 401 invalid_client', async (_case, call) => {
        expect(await askForToken(call)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    });
    it.each([
        ['no authentication', { authorization: null }, 'invalid_request'],
        ['an empty secret', { authorization: basic('demo-client', '') }, 'invalid_request'],
        ['a header that is not base64', { authorization: 'Basic %%%' }, 'invalid_request'],
        ['another scheme', { authorization: 'Bearer demo-secret' }, 'invalid_request'],
        ['two ways of authentication', { form: { client_secret: 'demo-secret' } }, 'invalid_request'],
        ['a JSON body', { form: null, headers: { 'content-type': 'application/json' } }, 'invalid_request'],
        ['an unknown grant', { form: { grant_type: 'password' } }, 'unsupported_grant_type'],
        ['a grant meant for people', { form: { grant_type: 'authorization_code' } }, 'unsupported_grant_type'],
        ['two grants', { query: '?grant_type=client_credentials' }, 'invalid_request'],
        ['a resource indicator', { form: { resource: 'urn:other' } }, 'invalid_target'],
        ['a form too large to read', { form: { scope: 'x'.repeat(100_000) } }, 'invalid_request'],
        ['a page in a browser behind it', { headers: { origin: 'https://evil.example' } }, 'invalid_request'],
    ])('with %s gets 400 and no token', async (_case, call, error) => {
        const { status, body } = await askForToken(call);
        expect({ status, error: body['error'] }).toEqual({ status: 400, error });
        expect(body).not.toHaveProperty('access_token');
    });
});
