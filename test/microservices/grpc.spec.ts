import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { closeAfterEach } from '../support/closing.js';
import { issuerOptions } from '../guard/guarded-app.js';
import { until } from '../support/until.js';
import { generateKey } from '../support/test-issuer.js';
import { startGrpcApp, type GrpcApp, type GrpcAppParts } from './grpc-app.js';
import type { Method, Outcome } from './grpc-client.js';
import { GrpcOrders } from './grpc-orders.js';

const opened = closeAfterEach();
const start = async (parts: Partial<GrpcAppParts> = {}): Promise<GrpcApp> =>
  opened(await startGrpcApp({ controllers: [GrpcOrders], ...parts }));

const METHODS: readonly Method[] = ['Get', 'List', 'Count', 'Echo', 'Import', 'Watch'];
const READ = { claims: { scope: 'orders/read' } };

/** What a client can see of a refusal. */
function refusalIn({ error }: Outcome): object {
  const { date: _date, 'content-type': _type, ...trailers } = error?.metadata.getMap() ?? {};
  return { code: error?.code, details: error?.details, ...trailers };
}

/** An endpoint of keys in memory. A set without keys is not usable. */
function keyEndpoint(...keys: readonly object[]): {
  publish(...keys: readonly object[]): void;
  fetch(): Promise<Response>;
} {
  let published = keys;
  return {
    publish: (...next) => void (published = next),
    fetch: async () => new Response(JSON.stringify({ keys: published })),
  };
}

const ISSUER = { issuer: 'https://id.test', audience: 'orders', jwksUri: 'https://id.test/jwks' };

describe.each(METHODS)('the gRPC method %s', (method) => {
  test('answers a good token, and has its claims', async () => {
    const { client, issuer } = await start();
    const { values, error } = await client.call(method, issuer.token(READ));
    expect(error).toBeUndefined();
    const isStream = ['List', 'Echo', 'Watch'].includes(method);
    const counted = ['Count', 'Import'].includes(method) ? 2 : 1;
    expect(values).toEqual([{ sub: 'alice', id: counted }, ...(isStream ? [{ sub: 'alice', id: 2 }] : [])]);
  });

  test('refuses with a status and trailers that have nothing of the token', async () => {
    const { client, issuer } = await start();
    const good = issuer.token(READ);
    const missing = await client.call(method);
    expect(refusalIn(missing)).toEqual({
      code: 16,
      details: 'TOKEN_MISSING: A bearer token is required.',
      'error-code': 'TOKEN_MISSING',
      'www-authenticate': 'Bearer',
    });
    const bad = await client.call(method, `${good.slice(0, -8)}AAAAAAAA`);
    expect(refusalIn(bad)).toEqual({
      code: 16,
      details: 'SIGNATURE_INVALID: The signature of the token is invalid.',
      'error-code': 'SIGNATURE_INVALID',
      'www-authenticate': expect.stringContaining('error="invalid_token"') as unknown,
    });
    const poor = await client.call(method, issuer.token());
    expect(refusalIn(poor)).toEqual({
      code: 7,
      details: 'SCOPE_MISSING: The token lacks a scope that is required here.',
      'error-code': 'SCOPE_MISSING',
      'www-authenticate': expect.stringContaining('scope="orders/read"') as unknown,
    });
    for (const { values, error } of [missing, bad, poor]) {
      expect(values).toEqual([]);
      for (const part of good.split('.')) expect(JSON.stringify([error, error?.message])).not.toContain(part);
    }
  });

  test('says when to try again if there are no keys', async () => {
    const { fetch } = keyEndpoint();
    const { client, issuer } = await start({ options: { issuers: [ISSUER], fetch } });
    expect(refusalIn(await client.call(method, issuer.token(READ)))).toEqual({
      code: 14,
      details: expect.stringContaining('KEYS_UNAVAILABLE: ') as unknown,
      'error-code': 'KEYS_UNAVAILABLE',
      'retry-after': expect.stringMatching(/^\d+$/) as unknown,
    });
  });
});

describe('gRPC methods', () => {
  test('that are public answer anybody, and know no claims', async () => {
    const { client, issuer } = await start();
    for (const token of [undefined, 'nonsense', issuer.token()])
      expect(await client.call('Ping', token)).toMatchObject({ values: [{ sub: 'nobody', id: 1 }] });
  });

  test('with an optional token refuse a bad one', async () => {
    const { client, issuer } = await start();
    expect(await client.call('Greet')).toMatchObject({ values: [{ sub: 'nobody' }] });
    expect(await client.call('Greet', issuer.token())).toMatchObject({ values: [{ sub: 'alice' }] });
    expect(refusalIn(await client.call('Greet', 'nonsense'))).toMatchObject({ code: 16 });
  });

  test('find the token in the metadata that the options name', async () => {
    const { client, issuer } = await start({ messages: { token: { grpc: { header: 'X-Token' } } } });
    const authorization = `Bearer ${issuer.token(READ)}`;
    expect(await client.callWith('Get', { 'x-token': authorization })).toMatchObject({ error: undefined });
    expect(refusalIn(await client.callWith('Get', { authorization }))).toMatchObject({ code: 16 });
  });

  test.each<[string, Record<string, string | Buffer>, string]>([
    ['another scheme', { authorization: 'Basic abc' }, 'TOKEN_MISSING'],
    ['an empty value', { authorization: '' }, 'AUTHORIZATION_MALFORMED'],
    ['bytes', { 'authorization-bin': Buffer.from('Bearer a.b.c') }, 'TOKEN_MISSING'],
    [
      'names of members of every object',
      { constructor: 'a', ['__proto__']: 'b', tostring: 'c' },
      'TOKEN_MISSING',
    ],
  ])('refuse metadata with %s', async (_what, headers, code) => {
    const { client } = await start();
    expect(refusalIn(await client.callWith('Get', headers))).toMatchObject({ 'error-code': code });
  });

  test('apply the policies whose rows name their path, and show rules the metadata and the address', async () => {
    const seen: unknown[] = [];
    const look = (_sub: unknown, { attributes }: { attributes: unknown }): boolean => {
      seen.push(attributes);
      return true;
    };
    const { client, issuer } = await start({
      options: {
        issuers: undefined,
        policies: [
          {
            name: 'reading',
            issuers: [issuerOptions],
            appliesTo: [{ transport: 'rpc', pattern: '/shop.Orders/G*' }],
            checks: [{ claim: 'sub', rule: look }],
          },
        ],
      } as never,
    });
    expect(
      await client.callWith('Get', { authorization: `Bearer ${issuer.token(READ)}`, tenant: 'a' }),
    ).toMatchObject({ error: undefined });
    expect(seen).toEqual([
      expect.objectContaining({
        requestPath: '/shop.Orders/Get',
        remoteAddress: '127.0.0.1',
        scheme: 'grpc',
        headers: expect.objectContaining({ tenant: 'a' }) as unknown,
      }),
    ]);
    expect(refusalIn(await client.call('List', issuer.token(READ)))).toMatchObject({
      code: 7,
      'error-code': 'NO_POLICY_APPLIES',
    });
  });

  test('go on with a stream whose key is withdrawn, and refuse the next call', async () => {
    const [old, other] = [generateKey('old'), generateKey('other')];
    const { fetch, publish } = keyEndpoint(old.jwk);
    const { client, issuer, clock } = await start({ options: { issuers: [ISSUER], fetch } });
    const token = issuer.token({ claims: { scope: 'orders/read', exp: clock.seconds + 7200 }, key: old });
    const stream = client.open('Echo', token);
    const answers: unknown[] = [];
    stream.on('data', (answer) => answers.push(answer));
    stream.write({ id: 1 });
    await until(() => answers.length === 1);
    publish(other.jwk);
    clock.advance(3601);
    // The first call after its time to live has the set fetched, and does not wait for it.
    let next = await client.call('Echo', token);
    // oxlint-disable-next-line no-await-in-loop -- one call after the other
    while (next.error === undefined) next = await client.call('Echo', token);
    expect(refusalIn(next)).toMatchObject({ 'error-code': 'KEY_UNKNOWN' });
    stream.write({ id: 2 });
    stream.end();
    await once(stream, 'end');
    expect(answers).toEqual([
      { sub: 'alice', id: 1 },
      { sub: 'alice', id: 2 },
    ]);
  });
});
