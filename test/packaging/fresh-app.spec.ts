import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EntryPointProcess } from '../support/child-process.js';
import { signToken } from '../support/test-issuer.js';
import { makeFreshApp, type FreshApp } from './fresh-app.js';
import { makeKeyPair } from '../support/key-pair.js';
import { headingFor } from '../docs/troubleshooting.js';

const KEYS = makeKeyPair('rsa', { modulusLength: 2048 });

function issueToken(): string {
  const exp = Math.floor(Date.now() / 1000) + 600;
  const claims = { iss: 'https://id.example.com', aud: 'orders', sub: 'alice', scope: 'orders/read', exp };
  return signToken({ alg: 'RS256', typ: 'JWT' }, claims, 'RS256', KEYS.privateKey);
}

describe('an empty Nest app that installs the package', () => {
  let app: FreshApp;
  let compilerOutput = '';

  beforeAll(async () => {
    app = await makeFreshApp(KEYS.publicKey.export({ type: 'spki', format: 'pem' }) as string);
    compilerOutput = await app.compile();
  }, 60_000);

  afterAll(() => app.remove());

  test('compiles against its types, which are without error themselves', () => {
    expect(compilerOutput).toBe('');
  });

  test('finds the types of the package and of its subpaths as an older CommonJS app, which knows no exports', async () => {
    expect(await app.checkOlder()).toBe('');
  }, 60_000);

  test('boots with plain Node, lets a good token in and nobody else', async () => {
    const running = new EntryPointProcess(app.entry, app.folder);
    try {
      const [, url = ''] = await running.printed(/^Listening on (\S+)$/m);
      const refused = await fetch(`${url}/orders`);
      expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      const granted = await fetch(`${url}/orders`, { headers: { authorization: `Bearer ${issueToken()}` } });
      expect([granted.status, await granted.json()]).toEqual([
        200,
        { owner: 'alice', issuer: 'https://id.example.com' },
      ]);
    } finally {
      await running.close();
    }
  }, 60_000);

  test('can import the package and its subpaths, without the optional peers, and nothing inside it', async () => {
    for (const subpath of ['', '/expressions', '/mulesoft', '/testing']) {
      const name = `nest-jwt-policy${subpath}`;
      expect([name, await app.tryImport(name)]).toEqual([name, 'true\n']);
    }
    const closed = 'ERR_PACKAGE_PATH_NOT_EXPORTED\n';
    expect(await app.tryImport('nest-jwt-policy/dist/jwt-policy/index.js')).toBe(closed);
    expect(await app.tryImport('nest-jwt-policy/dist/jwt-policy/keys/index.js')).toBe(closed);
  }, 60_000);

  test('does not start with two copies of @nestjs/core, with the message that docs/troubleshooting.md explains', async () => {
    app.giveOwnCore();
    const running = new EntryPointProcess(app.entry, app.folder);
    const { code, errors, output } = await running.ended;
    expect(code).not.toBe(0);
    expect(headingFor(output + errors)).toMatch(/^Nest can't resolve/);
  }, 60_000);
});
