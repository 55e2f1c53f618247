import { describe, expect, test } from '@jest/globals';
import { closeAfterEach } from '../support/closing.js';
import { expectRefused } from '../support/expect-refused.js';
import { encode, signSegments } from '../support/test-issuer.js';
import { startSecuredApp } from './secured-app.js';
// The rows of "Claims" in the security rules, each by its name, over HTTP.
const opened = closeAfterEach();
const start = async (...parameters) => opened(await startSecuredApp(...parameters));
/** A token whose payload has this JSON text in place of a claim's value: JSON.stringify would not write 1e400. */
function tokenWithRaw(app, claim, json) {
    const payload = { iss: 'https://id.test', aud: 'orders', exp: app.clock.seconds + 60, [claim]: '@' };
    const text = JSON.stringify(payload).replace('"@"', json);
    return signSegments(encode({ alg: 'RS256', kid: 'key-1' }), encode(text), 'RS256', app.issuer.key.privateKey);
}
describe('issuer slash, prefix, case, array', () => {
    test.each([
        'https://id.test/',
        'https://id.tes',
        'https://id.test.evil',
        'HTTPS://ID.TEST',
        ' https://id.test',
        '',
    ])('iss %j is refused', async (iss) => {
        const app = await start();
        await expectRefused(await app.call('/any', app.issuer.token({ claims: { iss } })), 'ISSUER_REFUSED', 'invalid_token');
    });
    test.each([[['https://id.test']], [{ iss: 'https://id.test' }], [7], [null], [true]])('iss %j is malformed', async (iss) => {
        const app = await start();
        await expectRefused(await app.call('/any', app.issuer.token({ claims: { iss } })), 'CLAIM_MALFORMED', 'invalid_token');
    });
    test('a missing iss is refused', async () => {
        const app = await start();
        const token = app.issuer.token({ claims: { iss: undefined } });
        await expectRefused(await app.call('/any', token), 'CLAIM_MISSING', 'invalid_token');
    });
    test('issuer: null accepts any iss, and none', async () => {
        const app = await start({ issuer: null });
        for (const iss of ['https://other.test', undefined]) {
            expect((await app.call('/any', app.issuer.token({ claims: { iss } }))).status).toBe(200);
        }
    });
});
describe('audience', () => {
    test.each(['orders', ['orders'], ['other', 'orders']])('aud %j is accepted', async (aud) => {
        const app = await start();
        expect((await app.call('/any', app.issuer.token({ claims: { aud } }))).status).toBe(200);
    });
    test.each(['other', 'ORDERS', 'orders ', 'order', 'orders,other', '', [], ['other']])('aud %j is refused', async (aud) => {
        const app = await start();
        await expectRefused(await app.call('/any', app.issuer.token({ claims: { aud } })), 'AUDIENCE_REFUSED', 'invalid_token');
    });
    test.each([[null], [7], [{ orders: true }], [[['orders']]], [['orders', 7]]])('aud %j is malformed', async (aud) => {
        const app = await start();
        await expectRefused(await app.call('/any', app.issuer.token({ claims: { aud } })), 'CLAIM_MALFORMED', 'invalid_token');
    });
    test('a missing aud is refused, audience: null accepts it', async () => {
        const app = await start();
        const token = app.issuer.token({ claims: { aud: undefined } });
        await expectRefused(await app.call('/any', token), 'CLAIM_MISSING', 'invalid_token');
        const open = await start({ audience: null });
        expect((await open.call('/any', open.issuer.token({ claims: { aud: undefined } }))).status).toBe(200);
    });
    test('of several accepted audiences one is enough', async () => {
        const app = await start({ audience: ['billing', 'orders'] });
        expect((await app.call('/any', app.issuer.token())).status).toBe(200);
    });
});
describe('exp, nbf, iat', () => {
    test.each(['1e400', '-1', '"9999999999"', 'null', '[9999999999]', '{}', 'true', '-1e400'])('exp %s is malformed', async (json) => {
        const app = await start();
        await expectRefused(await app.call('/any', tokenWithRaw(app, 'exp', json)), 'CLAIM_MALFORMED', 'invalid_token');
    });
    test.each(['1e400', '-1', '"0"', 'null', '[0]'])('nbf and iat %s are malformed', async (json) => {
        const app = await start();
        for (const claim of ['nbf', 'iat']) {
            await expectRefused(await app.call('/any', tokenWithRaw(app, claim, json)), 'CLAIM_MALFORMED', 'invalid_token');
        }
    });
    test('a missing exp is refused, requireExp: false accepts it and still judges a present one', async () => {
        const app = await start();
        const token = app.issuer.token({ claims: { exp: undefined } });
        await expectRefused(await app.call('/any', token), 'CLAIM_MISSING', 'invalid_token');
        const open = await start({ requireExp: false });
        expect((await open.call('/any', open.issuer.token({ claims: { exp: undefined } }))).status).toBe(200);
        await expectRefused(await open.call('/any', open.issuer.token({ claims: { exp: 1 } })), 'TOKEN_EXPIRED', 'invalid_token');
    });
    test('a token expires at the second of exp plus the tolerance, not before', async () => {
        const app = await start();
        const token = app.issuer.token({ claims: { exp: app.clock.seconds + 10 } });
        app.clock.advance(10 + 59.999);
        expect((await app.call('/any', token)).status).toBe(200);
        app.clock.advance(0.001);
        await expectRefused(await app.call('/any', token), 'TOKEN_EXPIRED', 'invalid_token');
    });
    test('with no tolerance a token expires at the very second of exp, fractions included', async () => {
        const app = await start({ clockToleranceSeconds: 0 });
        const token = app.issuer.token({ claims: { exp: app.clock.seconds + 0.5 } });
        app.clock.advance(0.499);
        expect((await app.call('/any', token)).status).toBe(200);
        app.clock.advance(0.001);
        await expectRefused(await app.call('/any', token), 'TOKEN_EXPIRED', 'invalid_token');
    });
    test('nbf is tolerated as far as the tolerance and no further', async () => {
        const app = await start();
        const at = (seconds) => app.issuer.token({ claims: { nbf: app.clock.seconds + seconds } });
        expect((await app.call('/any', at(60))).status).toBe(200);
        await expectRefused(await app.call('/any', at(60.5)), 'TOKEN_NOT_YET_VALID', 'invalid_token');
    });
    test('iat in the future beyond the tolerance is refused', async () => {
        const app = await start();
        const at = (seconds) => app.issuer.token({ claims: { iat: app.clock.seconds + seconds } });
        expect((await app.call('/any', at(60))).status).toBe(200);
        await expectRefused(await app.call('/any', at(61)), 'TOKEN_NOT_YET_VALID', 'invalid_token');
    });
    test('maxAgeSeconds refuses older tokens and those without iat', async () => {
        const app = await start({ maxAgeSeconds: 600 });
        const at = (iat) => app.issuer.token({ claims: { iat } });
        expect((await app.call('/any', at(app.clock.seconds - 659))).status).toBe(200);
        await expectRefused(await app.call('/any', at(app.clock.seconds - 660)), 'TOKEN_EXPIRED', 'invalid_token');
        await expectRefused(await app.call('/any', at(undefined)), 'CLAIM_MISSING', 'invalid_token');
    });
});
describe('typ', () => {
    test.each([undefined, 'JWT', 'jwt', 'at+jwt', 'AT+JWT', 'application/at+jwt', 'Application/JWT'])('typ %j is accepted', async (typ) => {
        const app = await start();
        expect((await app.call('/any', app.issuer.token({ header: { typ } }))).status).toBe(200);
    });
    test.each(['logout+jwt', 'dpop+jwt', 'id_token', 'JWT ', '', 7, null, ['JWT']])('typ %j is refused', async (typ) => {
        const app = await start();
        await expectRefused(await app.call('/any', app.issuer.token({ header: { typ } })), 'TOKEN_TYPE_REFUSED', 'invalid_token');
    });
    test('types narrows it: only at+jwt, not even an absent typ', async () => {
        const app = await start({ types: ['at+jwt'] });
        expect((await app.call('/any', app.issuer.token({ header: { typ: 'application/at+jwt' } }))).status).toBe(200);
        for (const typ of [undefined, 'JWT']) {
            await expectRefused(await app.call('/any', app.issuer.token({ header: { typ } })), 'TOKEN_TYPE_REFUSED', 'invalid_token');
        }
    });
});
describe('scope', () => {
    test.each([
        ['scope as text', { scope: 'write read' }],
        ['scope as array', { scope: ['write', 'read'] }],
        ['scp as array', { scp: ['read'] }],
        ['scope and scp together', { scope: 'write', scp: 'read' }],
    ])('%s grants it', async (_name, claims) => {
        const app = await start();
        expect((await app.call('/scoped', app.issuer.token({ claims: { ...claims } }))).status).toBe(200);
    });
    test.each([
        ['a longer scope', 'readonly'],
        ['a prefix', 'rea'],
        ['another case', 'READ'],
        ['tabs between', 'write\tread'],
        ['a line break between', 'write\nread'],
        ['a comma between', 'write,read'],
        ['an array with a list in it', ['write read']],
        ['an array with a number in it', ['read', 7]],
        ['a nested array', [['read']]],
        ['an object', { read: true }],
        ['an object with a length', { length: 1, 0: 'read' }],
        ['a number', 7],
        ['true', true],
        ['null', null],
        ['nothing', ''],
        ['absence', undefined],
    ])('%s does not', async (_name, scope) => {
        const app = await start();
        const response = await app.call('/scoped', app.issuer.token({ claims: { scope } }));
        await expectRefused(response, 'SCOPE_MISSING', 'insufficient_scope', 'read');
    });
    test.each([
        ['permissions', ['permissions'], { permissions: ['read'] }],
        ['realm_access.roles', [['realm_access', 'roles']], { realm_access: { roles: ['read'] } }],
        ['cognito:groups', ['cognito:groups'], { 'cognito:groups': ['read'] }],
        ['a claim named by URL', ['https://example.com/roles'], { 'https://example.com/roles': 'read' }],
    ])('can be read from %s, and then only from there', async (_name, scopeFrom, claims) => {
        const app = await start({ scopeFrom });
        expect((await app.call('/scoped', app.issuer.token({ claims: { ...claims } }))).status).toBe(200);
        const response = await app.call('/scoped', app.issuer.token({ claims: { scope: 'read' } }));
        await expectRefused(response, 'SCOPE_MISSING', 'insufficient_scope', 'read');
    });
});
describe('clock tolerance', () => {
    test.each([-1, 301, Number.NaN, Infinity, '60'])('%j stops the start', async (clockToleranceSeconds) => {
        await expect(startSecuredApp({ clockToleranceSeconds: clockToleranceSeconds })).rejects.toThrow('issuers[0].clockToleranceSeconds');
    });
});
