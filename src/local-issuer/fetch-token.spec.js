import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { fetchToken } from './fetch-token.js';
import { startLocalIssuer } from './local-issuer.js';
let server;
let running;
afterEach(async () => {
    server?.close().closeAllConnections();
    await running?.close();
    [server, running] = [undefined, undefined];
});
/** Something that answers where an issuer is expected. */
async function standIn(answer) {
    const started = (server = createServer(answer));
    await new Promise((resolve) => started.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${started.address().port}`;
}
describe('asking for a token', () => {
    it('gets one with the scopes asked for', async () => {
        running = await startLocalIssuer({ port: 0, environment: undefined });
        const token = await fetchToken(running.issuer, ['mule-api/api_read']);
        const [, payload = ''] = token.split('.');
        expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
            scope: 'mule-api/api_read',
        });
    });
    it('for a scope that is unknown names those that are known', async () => {
        running = await startLocalIssuer({ port: 0, environment: undefined });
        const asked = fetchToken(running.issuer, ['admin']);
        await expect(asked).rejects.toThrow('It knows mule-api/api_read and mule-api/api_write.');
    });
    it('where nothing listens says how to start the issuer', async () => {
        const issuer = await standIn(() => { });
        server?.close();
        await expect(fetchToken(issuer, [])).rejects.toThrow(`No local issuer answers at ${issuer}. Start it with "npm start"`);
    });
    it.each([
        ['a page', 200, '<html>'],
        ['nothing', 200, ''],
        ['null', 200, 'null'],
        ['no token endpoint', 200, '{}'],
        ['a token endpoint that is none', 200, '{"token_endpoint":7}'],
        ['an error', 404, 'Not Found'],
    ])('where something else answers with %s says that it is no issuer', async (_case, status, body) => {
        const issuer = await standIn((_request, response) => response.writeHead(status).end(body));
        await expect(fetchToken(issuer, [])).rejects.toThrow(`What answers at ${issuer} is not a local issuer.`);
    });
    it('does not follow a redirect with the client secret', async () => {
        const issuer = await standIn((_request, response) => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end());
        await expect(fetchToken(issuer, [])).rejects.toThrow('No local issuer answers');
    });
});
