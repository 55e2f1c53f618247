import { Test } from '@nestjs/testing';
import { describe, expect, test } from '@jest/globals';
import { JwtPolicyModule, JwtPolicyService } from '../../src/jwt-policy/index.js';
import {
  createTestIssuer,
  TestKitError,
  type IssuerFailure,
  type ListeningIssuer,
} from '../../src/jwt-policy/testing/index.js';
import { closeAfterEach } from '../support/closing.js';
import { rawRequest } from '../support/raw-request.js';

const opened = closeAfterEach();

/** An application that knows of the issuer by its URL only, as one in another process does. */
async function serviceFor(issuer: string, failure?: () => void): Promise<JwtPolicyService> {
  failure?.();
  const issuers = [{ issuer, audience: 'orders' }];
  const module = await Test.createTestingModule({
    imports: [JwtPolicyModule.forRoot({ issuers })],
  }).compile();
  const app = opened(module.createNestApplication({ logger: false }));
  await app.init();
  return app.get(JwtPolicyService);
}

async function listening() {
  const issuer = createTestIssuer({ audience: 'orders' });
  const server: ListeningIssuer = opened(await issuer.listen());
  return { issuer, server };
}

const grant = (server: ListeningIssuer, form: Record<string, string>, headers = {}): Promise<Response> =>
  fetch(server.tokenEndpoint, { method: 'POST', headers, body: new URLSearchParams(form) });

describe('an issuer that listens', () => {
  test('is discovered by its URL, and gives tokens to whoever asks on this machine', async () => {
    const { issuer, server } = await listening();
    expect([server.url, issuer.issuer]).toEqual([
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      server.url,
    ]);
    const service = await serviceFor(server.url);
    const answer = await grant(server, {
      grant_type: 'client_credentials',
      scope: 'orders/read',
      client_id: 'batch',
    });
    const { access_token: token, ...rest } = (await answer.json()) as { access_token: string };
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 3600, scope: 'orders/read' });
    expect(await service.decide(token, {}, { scopes: ['orders/read'] })).toMatchObject({
      granted: true,
      claims: { sub: 'batch', client_id: 'batch' },
    });
  });

  test('reads the client from HTTP Basic, and needs neither client nor scope', async () => {
    const { server } = await listening();
    const authorization = `Basic ${Buffer.from('batch:secret').toString('base64')}`;
    for (const headers of [{ authorization }, {}])
      expect((await grant(server, { grant_type: 'client_credentials' }, headers)).status).toBe(200);
  });

  test.each([
    [{ grant_type: 'password' }, 'unsupported_grant_type'],
    [{}, 'unsupported_grant_type'],
    [{ grant_type: 'x'.repeat(70_000) }, 'invalid_request'],
  ] as readonly [Record<string, string>, string][])('refuses another grant', async (form, error) => {
    const { server } = await listening();
    const answer = await grant(server, form);
    expect([answer.status, await answer.json()]).toEqual([400, { error }]);
  });

  test('answers nothing but its documents, and not under another host name', async () => {
    const { server } = await listening();
    expect((await fetch(server.tokenEndpoint)).status).toBe(400);
    expect((await fetch(`${server.url}/__proto__`)).status).toBe(404);
    const rebound = await rawRequest(server.url, 'GET /.well-known/jwks.json HTTP/1.1', []);
    expect(rebound.status).toBe(403);
  });

  test('lets pages read its documents, and not its tokens', async () => {
    const { server } = await listening();
    const origin = 'access-control-allow-origin';
    expect((await fetch(server.jwksUri)).headers.get(origin)).toBe('*');
    expect((await grant(server, { grant_type: 'client_credentials' })).headers.get(origin)).toBeNull();
  });

  test.each<[IssuerFailure, string]>([
    ['slow', 'it took longer than 100 ms'],
    ['cut', 'UND_ERR_SOCKET'],
    ['garbage', 'the answer is not JSON'],
    [503, 'the answer has status 503, not 200'],
  ])('fails when it is told to: %s', async (failure, told) => {
    const { issuer, server } = await listening();
    issuer.fail(failure);
    const timeoutMs = failure === 'slow' ? 100 : 60_000;
    const issuers = [{ issuer: server.url, audience: 'orders', jwks: { timeoutMs } }];
    const imports = [JwtPolicyModule.forRoot({ issuers, failFast: true })];
    const module = await Test.createTestingModule({ imports }).compile();
    await expect(module.createNestApplication({ logger: false }).init()).rejects.toThrow(told);
  });

  test('keeps its name where it has one, frees its port, and may be closed twice', async () => {
    const issuer = createTestIssuer({ issuer: 'https://id.example.com' });
    const server = await issuer.listen();
    const document = await fetch(`${server.url}/.well-known/openid-configuration`);
    expect(await document.json()).toMatchObject({
      issuer: 'https://id.example.com',
      jwks_uri: server.jwksUri,
    });
    await server.close();
    await server.close();
    const again = opened(await issuer.listen({ port: Number(new URL(server.url).port) }));
    expect(again.url).toBe(server.url);
    await expect(issuer.listen({ port: Number(new URL(server.url).port) })).rejects.toThrow(/EADDRINUSE/);
  });

  test.each<[string, unknown, RegExp]>([
    ['a port without its name', 4000, /takes an object, such as \{ port: 4000 \}/],
    ['a misspelt option', { prot: 4000 }, /listen\(\): .*prot.*did you mean port/],
    ['a text', { port: '4000' }, /port must be a whole number from 0 to 65535/],
    ['a port that is too high', { port: 65_536 }, /port must be a whole number/],
    ['a port below 0', { port: -1 }, /port must be a whole number/],
  ])('refuses options that would listen elsewhere: %s', async (_what, options, told) => {
    const attempt = createTestIssuer().listen(options as never);
    await expect(attempt).rejects.toThrow(TestKitError);
    await expect(attempt).rejects.toThrow(told);
  });
});
