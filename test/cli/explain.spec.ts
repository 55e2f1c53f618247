import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runChild } from '../support/run-child.js';
import { ROOT, codeBlocks, readDocument } from '../docs/markdown.js';
import { encode, generateKey } from '../support/test-issuer.js';

const NOW = 1_767_225_600;
const SECRET = 'a secret of this test, which is long enough';
const ENTRY = 'test/cli/entries/explained.mjs';

function token(claims: object = {}): string {
  const payload = {
    iss: 'https://id.example.com',
    aud: 'orders',
    sub: 'alice',
    iat: NOW - 60,
    exp: NOW + 3540,
    ...claims,
  };
  const signed = `${encode({ alg: 'HS256', typ: 'JWT', kid: 'key-1' })}.${encode(payload)}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

const command = (args: readonly string[], more: { input?: string; env?: Record<string, string> } = {}) =>
  runChild([join(ROOT, 'dist/jwt-policy/cli/main.js'), ...args], { cwd: ROOT, ...more });

/** The output of a command as a page of the documentation shows it: behind the line that begins with `$`. */
function documented(page: string, call: string): string {
  const block = codeBlocks(readDocument(page), 'text').find((code) => code.startsWith(`$ ${call}`));
  return block?.slice(block.indexOf('\n') + 1) ?? `no example of ${call}`;
}

describe('explain', () => {
  const call = ['explain', ENTRY, 'GET', '/orders', '--token-file', '-'];

  it('prints what docs/explain.md shows, for a token from standard input as a copy leaves it', async () => {
    const { code, stdout, stderr } = await command(call, { input: ` ${token({ scope: 'api_read' })}\n` });
    expect([stderr, code]).toEqual(['', 1]);
    expect(stdout).toBe(documented('docs/explain.md', 'npx nest-jwt-policy explain'));
  });

  it('never prints the token, and reads it from a variable that the application does not get', async () => {
    const text = token({ scope: 'mule-api/api_read' });
    const run = await command(['explain', ENTRY, 'GET', '/orders/7', '--token-env', 'MY_TOKEN', '--json'], {
      env: { MY_TOKEN: text },
    });
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      outcome: 'granted',
      route: { handler: 'OrdersReadController.one', pattern: '/orders/:id' },
    });
    expect(run.stdout + run.stderr).not.toContain(text.split('.')[2]);
  });

  it.each<[string, readonly string[], string]>([
    ['a token as argument', ['explain', ENTRY, 'GET', '/orders', token()], 'an argument looks like a token'],
    [
      'a header with a token',
      ['explain', ENTRY, 'GET', '/', '--header', `Authorization: Bearer ${token()}`],
      'looks like a token',
    ],
    ['no entry', ['explain'], 'the ENTRY is missing'],
    ['no call', ['explain', ENTRY], 'the call is missing'],
    ['no path', ['explain', ENTRY, 'GET'], 'the path is missing'],
    ['swapped arguments', ['explain', ENTRY, '/orders', 'GET'], 'METHOD and PATH are swapped'],
    ['two paths', ['explain', ENTRY, '/orders', '/'], 'METHOD must be the name of an HTTP method'],
    ['no slash', ['explain', ENTRY, 'GET', 'orders'], 'PATH must begin with a slash: "/orders"'],
    [
      'a URL',
      ['explain', ENTRY, 'GET', 'http://h:1/orders/1?a=b'],
      'must begin with a slash: "/orders/1?a=b"',
    ],
    ['a blank', ['explain', ENTRY, 'GET', '/a b'], 'PATH must have no blanks'],
    ['half a handler', ['explain', ENTRY, '--handler', 'list'], '--handler needs class and method'],
    ['a value too many', ['explain', ENTRY, '--json=1'], '--json takes no value'],
    ['too much', ['explain', ENTRY, 'GET', '/', 'x'], 'one argument too many'],
    ['an unknown flag', ['explain', ENTRY, '--tokn'], 'unknown flag "--tokn"'],
    ['a flag without value', ['explain', ENTRY, '--handler'], '--handler needs a value'],
    ['a flag twice', ['explain', ENTRY, '--handler', 'A.b', '--handler=C.d'], '--handler is given twice'],
    ['a header without colon', ['explain', ENTRY, 'GET', '/', '--header', 'x'], '--header needs a name'],
    ['a wrong time', ['explain', ENTRY, 'GET', '/', '--timeout', '0'], '--timeout needs'],
    [
      'two tokens',
      ['explain', ENTRY, 'GET', '/', '--token-file', '-', '--token-env', 'X'],
      'exclude each other',
    ],
    [
      'no such variable',
      ['explain', ENTRY, 'GET', '/', '--token-env', 'NOT_SET'],
      '"NOT_SET" that --token-env names is not set',
    ],
    [
      'empty standard input',
      ['explain', ENTRY, 'GET', '/', '--token-file', '-'],
      'standard input is empty; leave --token-file out to explain a call without a token',
    ],
    ['an empty file', ['explain', ENTRY, 'GET', '/', '--token-file', '/dev/null'], 'names is empty; leave'],
    ['a folder', ['explain', 'test', 'GET', '/'], 'it is a folder; give its file, such as dist/main.js'],
    ['what is no program', ['explain', 'package.json', 'GET', '/'], 'it is no JavaScript or TypeScript'],
    ['no such file', ['explain', ENTRY, 'GET', '/', '--token-file', 'no/such'], 'cannot be read'],
    ['no such entry', ['explain', 'no/such.js', 'GET', '/'], 'cannot be run'],
    ['no URL', ['keys'], 'the URL is missing'],
    ['two URLs', ['keys', 'a', 'b'], 'more than one URL'],
    ['an unknown flag of keys', ['keys', '--x'], 'unknown flag'],
  ])('refuses %s', async (_what, args, message) => {
    const { code, stdout, stderr } = await command(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('eyJ');
  });
});

describe('keys', () => {
  let server: Server;
  let url: string;
  let folder: string;
  const used = generateKey('key-1').jwk;
  const documents: Record<string, unknown> = {
    '/jwks': {
      keys: [
        used,
        { ...generateKey('twice', 'ES256').jwk },
        { ...generateKey('twice', 'ES256').jwk },
        { ...generateKey('small', 'RS256', { modulusLength: 1024 }).jwk },
        { ...generateKey('enc').jwk, use: 'enc' },
      ],
    },
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keys-'));
    server = createServer(({ url: path = '' }, response) => {
      const document = documents[path];
      response.statusCode = document === undefined ? 404 : 200;
      response.end(JSON.stringify(document ?? {}));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    documents['/.well-known/openid-configuration'] = { issuer: url, jwks_uri: `${url}/jwks` };
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  it('prints what docs/cli.md shows of an issuer: used, ambiguous, weak and dropped keys, and loopback http', async () => {
    const { code, stdout } = await command(['keys', url]);
    expect(stdout.replaceAll(url, 'http://127.0.0.1:9000')).toBe(
      documented('docs/cli.md', 'npx nest-jwt-policy keys'),
    );
    expect(code).toBe(1);
  });

  it.each(['/jwks', '/.well-known/openid-configuration', '/'])('understands the URL %s', async (path) => {
    const { stdout } = await command(['keys', `${url}${path}`, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ source: `${url}/jwks`, keys: { length: 5 } });
  });

  it('says why there is no key set', async () => {
    const { code, stdout } = await command(['keys', `${url}/nothing`]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/^No key set: it is no issuer \(the answer has\s+status 404/);
    expect((await command(['keys', 'http://id.example.com'])).stdout).toContain('must be an https:// URL');
  });

  it('reads a file', async () => {
    const good = join(folder, 'set.json');
    writeFileSync(good, JSON.stringify({ keys: [used] }));
    expect(await command(['keys', good])).toMatchObject({ code: 0 });
    const bad = join(folder, 'bad.json');
    writeFileSync(bad, '{');
    expect((await command(['keys', bad])).stdout).toContain('the file is not JSON');
    expect((await command(['keys', join(folder, 'none')])).stdout).toContain('cannot be read');
  });
});
