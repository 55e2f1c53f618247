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

  it.each([
    ['a hybrid application', 'test/cli/entries/hybrid-messages.mjs'],
    ['an application of messages alone', 'test/cli/entries/messages.mjs'],
  ])('explains an operation of %s, which does not listen', async (_what, entry) => {
    const asked = ['explain', entry, 'rpc', 'orders.list', '--token-file', '-'];
    const refused = await command(asked, { input: token({ scope: 'orders/list' }) });
    expect([refused.stderr, refused.code]).toEqual(['', 1]);
    expect(refused.stdout).toBe(
      documented('docs/explain.md', 'npx nest-jwt-policy explain dist/main.js rpc'),
    );
    const scope = 'orders/read';
    const granted = await command([...asked, '--json'], { input: token({ scope }) });
    expect([granted.stderr, granted.code]).toEqual(['', 0]);
    expect(JSON.parse(granted.stdout)).toMatchObject({
      outcome: 'granted',
      call: { operation: 'rpc orders.list' },
      route: { handler: 'OrdersController.list', operation: 'rpc orders.list' },
    });
    const unknown = await command(['explain', entry, 'rpc', 'orders.lst']);
    expect([unknown.code, unknown.stdout]).toEqual([
      2,
      `No operation of the application matches rpc orders.lst. These come close:

  OrdersController.list (rpc orders.list)
  OrdersController.placed (rpc orders.placed)
`,
    ]);
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
    ['no name', ['explain', ENTRY, 'rpc'], 'or TRANSPORT and NAME, such as rpc orders.list'],
    [
      'a transport in capitals',
      ['explain', ENTRY, 'RPC', 'orders.list'],
      '"RPC" is no HTTP method; a transport is written in lower case, such as rpc orders.list',
    ],
    ['a name before its transport', ['explain', ENTRY, 'orders.list', 'rpc'], 'METHOD must be the name of'],
    [
      'half a handler beside an operation',
      ['explain', ENTRY, 'rpc', 'orders.list', '--handler', 'list'],
      '--handler needs class and method',
    ],
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
      'no such file',
      ['explain', ENTRY, 'GET', '/', '--token-file', 'no/such'],
      '--token-file: there is no such file',
    ],
    [
      'a folder with a token',
      ['explain', ENTRY, 'GET', '/', '--token-file', 'test'],
      '--token-file: the file is a folder',
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
    [
      'an entry that is a folder',
      ['explain', 'test', 'GET', '/'],
      'it is a folder; give its file, such as dist/main.js',
    ],
    ['what is no program', ['explain', 'package.json', 'GET', '/'], 'it is no JavaScript or TypeScript'],
    ['no such entry', ['explain', 'no/such.js', 'GET', '/'], 'cannot be run'],
    ['no URL', ['keys'], 'the URL is missing'],
    ['two URLs', ['keys', 'a', 'b'], 'more than one URL'],
    ['an unknown flag of keys', ['keys', '--x'], 'unknown flag'],
    ['a flag of keys twice', ['keys', 'a', '--json', '--json'], '--json is given twice'],
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
  const { kid: _kid, ...withoutKid } = used;
  const { kid: _otherKid, ...otherWithoutKid } = generateKey('key-2').jwk;
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
      if (path.startsWith('/moved')) {
        response.writeHead(302, { location: path.replace('/moved', '/jwks') }).end();
        return;
      }
      const document = documents[path];
      response.statusCode = document === undefined ? 404 : 200;
      response.end(JSON.stringify(document ?? {}));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    documents['/.well-known/openid-configuration'] = { issuer: url, jwks_uri: `${url}/jwks` };
    documents['/text'] = 'no key set';
    documents['/lost/.well-known/openid-configuration'] = {
      issuer: `${url}/lost`,
      jwks_uri: `${url}/nothing`,
    };
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

  /** What a command says on one line, for a server of any port. */
  const said = async (source: string): Promise<{ readonly code: number | null; readonly text: string }> => {
    const { code, stdout } = await command(['keys', source]);
    return { code, text: stdout.replace(/\s+/g, ' ').replaceAll(url, 'URL') };
  };

  it.each<[string, string, string]>([
    [
      'one reason once',
      '/nothing',
      'No key set: the answer has status 404, not 200. tried URL/nothing/.well-known/openid-configuration, URL/nothing',
    ],
    [
      'both reasons',
      '/text',
      'No key set: it is no issuer (the answer has status 404, not 200), and no key set (the document is not a JWK set: it has no "keys" array).',
    ],
    [
      'the target of a redirect',
      '/moved',
      'No key set: the answer is a redirect (302) to "URL/jwks", and redirects are not followed; if that is the right place, configure its URL.',
    ],
    [
      'that the key set of an issuer is missing',
      '/lost',
      'No key set: the discovery document is good, but its jwks_uri URL/nothing gives no key set: the answer has status 404, not 200.',
    ],
    [
      'the same for its discovery document',
      '/lost/.well-known/openid-configuration',
      'No key set: the discovery document is good, but its jwks_uri',
    ],
  ])('says why there is no key set: %s', async (_what, path, message) => {
    const { code, text } = await said(`${url}${path}`);
    expect([code, text.slice(0, message.length)]).toEqual([2, message]);
  });

  it('says in words why a connection failed', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const { text } = await said(`http://127.0.0.1:${port}`);
    expect(text).toContain(`No key set: nothing listens at 127.0.0.1:${port} (ECONNREFUSED). tried`);
  });

  it('speaks of no option that it does not have', async () => {
    const { text } = await said('http://id.example.com');
    expect(text).toContain(
      'must be an https:// URL; plain http:// is accepted for this machine only, and keys has no option for that.',
    );
  });

  it.each<[string, () => readonly object[], number, string]>([
    [
      'a sole key without kid',
      () => [withoutKid],
      1,
      '0 of 1 key verifies tokens. Every call is refused, unless allowMissingKid is true.',
    ],
    [
      'that key twice',
      () => [withoutKid, withoutKid],
      1,
      '? conditional (no kid) RSA, 2048 bits RS256: used only with allowMissingKid, and only as the sole key',
    ],
    [
      'several keys without kid',
      () => [withoutKid, otherWithoutKid],
      2,
      'x NOT USED (no kid) RSA, 2048 bits RS256: it has no kid, and it is not the only key',
    ],
    ['one without kid beside others', () => [used, otherWithoutKid], 1, '1 of 2 keys verify tokens.'],
    [
      'only a key for encryption',
      () => [{ ...used, use: 'enc' }],
      2,
      '0 of 1 key verifies tokens. Every call is refused until the issuer publishes a key for signatures that can be used.',
    ],
  ])('says what becomes of %s', async (_what, keys, exit, message) => {
    const file = join(folder, 'keys.json');
    writeFileSync(file, JSON.stringify({ keys: keys() }));
    const { code, text } = await said(file);
    expect(code).toBe(exit);
    expect(text).toContain(message);
  });

  it('reads a file', async () => {
    const good = join(folder, 'set.json');
    writeFileSync(good, JSON.stringify({ keys: [used] }));
    expect(await command(['keys', good])).toMatchObject({ code: 0 });
    const bad = join(folder, 'bad.json');
    writeFileSync(bad, '{');
    expect((await command(['keys', bad])).stdout).toContain('the file is not JSON');
  });

  it.each<[string, string, () => void]>([
    ['there is no such file; for a URL write http:// or https:// before it', 'none', () => undefined],
    ['there is no such file; for', 'set.json/none', () => undefined],
    ['the file is a folder', '.', () => undefined],
    [
      'the file is larger than 1000000 bytes',
      'large',
      () => writeFileSync(join(folder, 'large'), ' '.repeat(1_000_001)),
    ],
    [
      'the file is not text in UTF-8',
      'bytes',
      () => writeFileSync(join(folder, 'bytes'), Buffer.from([0xc3, 0x28])),
    ],
  ])('says of a file: %s', async (message, name, prepare) => {
    prepare();
    const { code, text } = await said(join(folder, name));
    expect(code).toBe(2);
    expect(text).toContain(`No key set: ${message}`);
  });
});
