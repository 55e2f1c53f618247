import { createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startLocalIssuer } from './local-issuer.js';
let running;
let origin;
beforeAll(async () => {
    running = await startLocalIssuer({ port: 0, environment: 'test' });
    origin = new URL(running.issuer).origin;
});
afterAll(() => running.close());
async function getJson(url) {
    const response = await fetch(url);
    expect(response.status).toBe(200);
    return (await response.json());
}
/** The status of a call sent with node:http, which sends header values fetch would not. */
async function statusOf(path, options) {
    const call = request(`${origin}${path}`, options).end();
    const [response] = (await once(call, 'response'));
    response.resume();
    return response.statusCode ?? 0;
}
describe('the local issuer', () => {
    it('is shaped like a user pool', async () => {
        expect(running.issuer).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/us-east-1_local$/);
        expect(await getJson(`${running.issuer}/.well-known/openid-configuration`)).toMatchObject({
            issuer: running.issuer,
            jwks_uri: `${running.issuer}/.well-known/jwks.json`,
            token_endpoint: `${origin}/oauth2/token`,
            grant_types_supported: ['client_credentials'],
        });
    });
    it('publishes no endpoint in its discovery document that it does not answer', async () => {
        const document = await getJson(`${running.issuer}/.well-known/openid-configuration`);
        const endpoints = Object.keys(document).filter((name) => name.endsWith('_endpoint'));
        expect(endpoints).toEqual(['token_endpoint']);
    });
    it('names itself in discovery as its tokens do, by whatever loopback name it was reached', async () => {
        const other = origin.replace('127.0.0.1', 'localhost');
        const call = request(`${origin}/us-east-1_local/.well-known/openid-configuration`, {
            headers: { host: new URL(other).host },
        }).end();
        const [response] = (await once(call, 'response'));
        let text = '';
        for await (const chunk of response)
            text += chunk.toString();
        expect(JSON.parse(text)).toMatchObject({
            issuer: running.issuer,
            token_endpoint: `${origin}/oauth2/token`,
        });
    });
    it('publishes one RSA key of 2048 bits, and no private part of it', async () => {
        const { keys } = (await getJson(`${running.issuer}/.well-known/jwks.json`));
        expect(keys).toHaveLength(1);
        expect(Object.keys(keys[0] ?? {}).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
        const key = createPublicKey({ key: keys[0] ?? {}, format: 'jwk' });
        expect(key.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 });
    });
    it('has another key after a restart', async () => {
        const other = await startLocalIssuer({ port: 0, environment: undefined });
        const [one, two] = await Promise.all([running, other].map(({ issuer }) => getJson(`${issuer}/.well-known/jwks.json`)));
        await other.close();
        expect(one).not.toEqual(two);
    });
});
describe('a caller of the local issuer', () => {
    it.each([
        ['GET', '/'],
        ['GET', '/auth'],
        ['GET', '/jwks'],
        ['POST', '/token'],
        ['GET', '/me'],
        ['POST', '/reg'],
        ['POST', '/request'],
        ['GET', '/session/end'],
        ['POST', '/session/end/confirm'],
        ['GET', '/interaction/x'],
        ['GET', '/.well-known/openid-configuration'],
        ['GET', '/.well-known/oauth-authorization-server'],
        ['GET', '/us-east-1_local'],
        ['GET', '/us-east-1_other/.well-known/jwks.json'],
        ['GET', '/us-east-1_local/.well-known/jwks.json/'],
        ['GET', '/us-east-1_local/../us-east-1_local/.well-known/JWKS.JSON'],
        ['GET', '/oauth2/token'],
        ['PUT', '/oauth2/token'],
        ['POST', '/OAUTH2/TOKEN'],
        ['POST', '/us-east-1_local/.well-known/jwks.json'],
        ['GET', '/%'],
    ])('finds nothing at %s %s', async (method, path) => {
        expect(await statusOf(path, { method })).toBe(404);
    });
    it('is refused when it comes by a name that is not of this machine, as a rebound web page does', async () => {
        const path = '/us-east-1_local/.well-known/openid-configuration';
        expect(await statusOf(path, { headers: { host: 'evil.example' } })).toBe(421);
        expect(await statusOf(path, { headers: { host: '127.0.0.1.evil.example' } })).toBe(421);
        expect(await statusOf(path, { headers: { host: 'localhost:1' } })).toBe(200);
    });
});
describe('starting the local issuer', () => {
    it('is refused in production', async () => {
        await expect(startLocalIssuer({ port: 0, environment: 'production' })).rejects.toThrow(/development only/);
    });
    it.each(['0.0.0.0', '::', 'localhost', '192.168.0.1', '127.0.0.1.evil.example', ''])('is refused on host %j', async (host) => {
        await expect(startLocalIssuer({ port: 0, environment: undefined, host })).rejects.toThrow(/loopback interface only/);
    });
    it('on a port in use says so, with the variable to change', async () => {
        const other = createServer().listen(0, '127.0.0.1');
        await once(other, 'listening');
        const { port } = other.address();
        const start = startLocalIssuer({ port, environment: undefined }).finally(() => other.close());
        await expect(start).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use by another process. End that process, or choose another port with LOCAL_ISSUER_PORT.`);
    });
});
describe('closing the local issuer', () => {
    it('ends the connections that are open, idle and half-way through a call', async () => {
        const issuer = await startLocalIssuer({ port: 0, environment: undefined });
        const port = Number(new URL(issuer.issuer).port);
        const sockets = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
        await Promise.all(sockets.map((socket) => once(socket, 'connect')));
        // A connection that is cut may end in a reset, which is as good an end as any here.
        const ended = sockets.map((socket) => new Promise((resolve) => socket.on('error', resolve).on('close', resolve).resume()));
        sockets[1]?.write('POST /oauth2/token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\ngrant');
        await issuer.close();
        await Promise.all(ended);
        await expect(fetch(issuer.issuer)).rejects.toThrow();
    });
});
