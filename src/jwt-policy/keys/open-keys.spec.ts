import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { JwksServer } from '../../../test/support/jwks-server.js';
import { TestClock } from '../../../test/support/test-clock.js';
import { generateKey } from '../../../test/support/test-issuer.js';
import { systemFetch } from './fetch-json.js';
import type { KeySource } from './key-source.js';
import { openKeys, type KeyOrigin } from './open-keys.js';
import type { RefreshTimes } from './remote-keys.js';
import { verificationKey } from './verification-key.js';

const TIMES: RefreshTimes = { timeToLiveMs: 60_000, maxStaleMs: 0, timeoutMs: 5000, cooldownMs: 30_000 };
const DISCOVERY = '/pool/.well-known/openid-configuration';
const key = generateKey('a', 'ES256');
const next = generateKey('b', 'ES256');

let server: JwksServer;
let issuer: string;
let clock: TestClock;
let fetched: Map<string, KeySource>;
let opened: KeySource[];

beforeEach(async () => {
  server = await JwksServer.start(key);
  issuer = `${server.origin}/pool`;
  clock = new TestClock();
  opened = [];
  fetched = new Map();
});

afterEach(async () => {
  for (const keys of opened) keys.close();
  await server.close();
});

/** What was told to the operator. */
const reports: string[] = [];

function open(origin: KeyOrigin, times: Partial<RefreshTimes> = {}, whose = issuer): KeySource {
  const report = (_level: string, message: string): void => void reports.push(message);
  const environment = { clock, fetch: systemFetch, report, random: () => 0, fetched };
  const keys = openKeys(origin, whose, false, { ...TIMES, ...times }, environment);
  opened.push(keys);
  return keys;
}

/** Answers each path with a document, 404 elsewhere. */
function serve(documents: Readonly<Record<string, unknown>>): void {
  server.handle((request, response) => {
    const document = documents[request.url ?? ''];
    response.writeHead(document === undefined ? 404 : 200).end(JSON.stringify(document));
  });
}

describe('keys that are at hand', () => {
  it('are found without any fetch, one without kid for every kid', async () => {
    const given = verificationKey(key.publicKey, undefined);
    const keys = open({ kind: 'static', keys: [given] });
    await keys.prefetch();
    expect(keys.find('whatever', 'ES256')).toBe(given);
    expect(server.hits).toEqual({});
  });
});

describe('keys at a URL', () => {
  it('are one set for all policies that ask for the same, and another for those that ask for something else', () => {
    const origin = { kind: 'jwks', urls: [server.url] } as const;
    const keys = open(origin);
    expect(open({ ...origin })).toBe(keys);
    expect(open(origin, { timeToLiveMs: 1 })).not.toBe(keys);
    expect(open({ kind: 'jwks', urls: [`${server.url}?v=2`] })).not.toBe(keys);
  });

  it('are one set for all issuers that name the same URL, such as the tenants of a provider', () => {
    const origin = { kind: 'jwks', urls: [server.url] } as const;
    const keys = open(origin);
    expect(open({ ...origin }, {}, 'https://other.test')).toBe(keys);
    expect(keys.inspect()).toMatchObject([{ issuer }]);
  });

  it('are no set of an issuer that is found by discovery', () => {
    const discovered = open({ kind: 'discovery', issuer });
    expect(open({ kind: 'discovery', issuer: `${issuer}2` }, {}, `${issuer}2`)).not.toBe(discovered);
  });

  it('are fetched when the first token comes', async () => {
    const keys = open({ kind: 'jwks', urls: [server.url] });
    expect(server.fetches).toBe(0);
    await expect(keys.find('a', 'ES256')).resolves.toMatchObject({ kid: 'a' });
    expect(server.fetches).toBe(1);
  });

  it.each([
    ['null', 'null', 'not a JWK set'],
    ['{}', '{}', 'not a JWK set'],
    ['text for keys', '{"keys":"x"}', 'not a JWK set'],
    ['an empty set', '{"keys":[]}', 'is empty'],
    ['HTML', '<html>', 'not JSON'],
    ['only a secret', '{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}', 'holds no usable key'],
  ])('cannot be had from %s: no token is decided', async (_name, body, reason) => {
    server.answer(200, body);
    const keys = open({ kind: 'jwks', urls: [server.url] });
    await expect(keys.find('a', 'ES256')).resolves.toMatchObject({ code: 'KEYS_UNAVAILABLE' });
    expect(keys.inspect()[0]).toMatchObject({
      status: 'unavailable',
      lastError: expect.stringContaining(reason),
    });
  });

  it('do not keep a caller waiting for a body that drips', async () => {
    server.handle((_request, response) => void response.writeHead(200).write('{'));
    const keys = open({ kind: 'jwks', urls: [server.url] }, { timeoutMs: 50 });
    await expect(keys.find('a', 'ES256')).resolves.toMatchObject({
      code: 'KEYS_UNAVAILABLE',
      detail: 'there is no usable key set: it took longer than 50 ms',
    });
  });

  it('are not waited for any longer once they are closed', async () => {
    const keys = open({ kind: 'jwks', urls: [server.url] });
    server.handle(() => keys.close());
    await expect(keys.find('a', 'ES256')).resolves.toMatchObject({
      code: 'KEYS_UNAVAILABLE',
      detail: 'there is no usable key set: the application is shutting down',
    });
  });
});

describe('keys at several URLs', () => {
  it.each([
    ['jwks', () => ({ kind: 'jwks', urls: [`${server.url}?api_key=s3cret`] }) as const],
    ['jwks', () => ({ kind: 'jwks', urls: [`${server.url}/s3cret`], shownAs: 'the URL of $JWKS' }) as const],
    ['discovery', () => ({ kind: 'discovery', issuer: `${server.origin}?api_key=s3cret` }) as const],
  ])('shows no query of %s and no URL that is shown as something else', async (_kind, origin) => {
    serve({});
    const keys = open(origin());
    await keys.prefetch();
    expect(keys.inspect()[0]?.lastError).toBeDefined();
    expect(reports.at(-1)).toContain('could not be fetched from');
    expect(JSON.stringify([keys.inspect(), reports])).not.toContain('s3cret');
  });

  it('shows no target of a redirect where the URL is shown as something else', async () => {
    server.handle((_request, response) => response.writeHead(301, { location: '/s3cret' }).end());
    const keys = open({ kind: 'jwks', urls: [server.url], shownAs: 'the URL of $JWKS' });
    await keys.prefetch();
    expect(keys.inspect()[0]?.lastError).toMatch(/is a redirect \(301\) to a URL that is not shown, and/);
  });

  const urls = (): string[] => [server.url, `${server.origin}/other`];

  it('are one set, each fetched from its own', async () => {
    serve({ '/jwks': { keys: [key.jwk] }, '/other': { keys: [next.jwk] } });
    const keys = open({ kind: 'jwks', urls: urls() });
    await keys.prefetch();
    expect([keys.find('a', 'ES256'), keys.find('b', 'ES256')]).toMatchObject([{ kid: 'a' }, { kid: 'b' }]);
    expect(server.hits).toEqual({ '/jwks': 1, '/other': 1 });
    expect(keys.inspect()).toMatchObject(urls().map((url) => ({ url, status: 'ready' })));
  });

  it('fail each by itself', async () => {
    serve({ '/other': { keys: [next.jwk] } });
    const keys = open({ kind: 'jwks', urls: urls() });
    await keys.prefetch();
    expect(keys.find('b', 'ES256')).toMatchObject({ kid: 'b' });
    await expect(keys.find('a', 'ES256')).resolves.toMatchObject({ code: 'KEYS_UNAVAILABLE' });
    expect(keys.inspect().map(({ status }) => status)).toEqual(['unavailable', 'ready']);
  });
});

describe('keys that are discovered', () => {
  it('are fetched from the URL that the document names', async () => {
    serve({ [DISCOVERY]: { issuer, jwks_uri: server.url }, '/jwks': { keys: [key.jwk] } });
    const keys = open({ kind: 'discovery', issuer });
    await expect(keys.find('a', 'ES256')).resolves.toMatchObject({ kid: 'a' });
    expect(server.hits).toEqual({ [DISCOVERY]: 1, '/jwks': 1 });
  });

  it('are followed when they move', async () => {
    serve({ [DISCOVERY]: { issuer, jwks_uri: server.url }, '/jwks': { keys: [key.jwk] } });
    const keys = open({ kind: 'discovery', issuer });
    await keys.prefetch();
    serve({ [DISCOVERY]: { issuer, jwks_uri: `${server.origin}/moved` }, '/moved': { keys: [next.jwk] } });
    clock.advance(60);
    await keys.prefetch();
    expect(keys.find('b', 'ES256')).toMatchObject({ kid: 'b' });
    expect(keys.inspect()[0]?.kids).toEqual(['b']);
  });

  it.each([
    ['another issuer', (url: string) => ({ issuer: 'https://evil.example', jwks_uri: url })],
    ['no jwks_uri', () => ({ issuer })],
    ['an address that is no URL', () => ({ issuer, jwks_uri: 'jwks' })],
    ['no object', () => null],
  ])('are not fetched when the document has %s', async (_name, document) => {
    serve({ [DISCOVERY]: document(server.url), '/jwks': { keys: [key.jwk] } });
    const keys = open({ kind: 'discovery', issuer });
    await expect(keys.find('a', 'ES256')).resolves.toMatchObject({ code: 'KEYS_UNAVAILABLE' });
    expect(server.hits).toEqual({ [DISCOVERY]: 1 });
  });

  it('name the URL that failed, without its query, and not only that of the document', async () => {
    serve({ [DISCOVERY]: { issuer, jwks_uri: `${server.origin}/moved?key=s3cret` } });
    const keys = open({ kind: 'discovery', issuer });
    await keys.prefetch();
    const lastError = `its jwks_uri "${server.origin}/moved" failed: the answer has status 404, not 200`;
    expect(keys.inspect()[0]?.lastError).toBe(lastError);
    expect(reports.at(-1)).toContain(
      `could not be fetched from "${server.origin}${DISCOVERY}": ${lastError}.`,
    );
  });

  it('are not fetched when there is no document', async () => {
    serve({ '/jwks': { keys: [key.jwk] } });
    const keys = open({ kind: 'discovery', issuer });
    await keys.prefetch();
    expect(keys.inspect()[0]?.lastError).toBe('the answer has status 404, not 200');
    expect(server.hits).toEqual({ [DISCOVERY]: 1 });
  });
});
