import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runCommand } from '../../src/jwt-policy/cli/run-command.js';
import type { RouteTable } from '../../src/jwt-policy/index.js';
import { type Ended, EntryPointProcess } from '../support/child-process.js';

const ENTRIES = resolve('test/cli/entries');

/** Runs the built command in the folder of the entries. */
function routes(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return new EntryPointProcess('jwt-policy/cli/main.js', ENTRIES, env, ['routes', ...args]).ended;
}

const TABLE = `METHOD  PATH         ACCESS           DEMANDS                      HANDLER
GET     /api/orders  required         scope orders/read (method)   OrdersController.list
POST    /api/orders  required         scope orders/write (method)  OrdersController.create
GET     /api/live    public (method)                               StatusController.live

3 handler(s): 2 required, 1 public.
`;

describe('the command routes', () => {
  test.each([
    ['an ES module on Express', 'express.mjs'],
    ['a Fastify application, whose listen has a callback', 'fastify.mjs'],
    ['a CommonJS entry', 'required.cjs'],
    ['a hybrid application, whose microservices do not start', 'hybrid.mjs'],
    ['an entry without its ending', 'without-ending'],
  ])('prints the table of %s, and does not let it listen', async (_words, entry) => {
    expect(await routes([entry])).toEqual({ code: 0, signal: null, output: TABLE, errors: '' });
  });

  test.each([
    ['a hybrid application with messages', 'hybrid-messages.mjs'],
    ['an application of messages alone', 'messages.mjs'],
  ])('prints the operations of %s, and does not let it listen', async (_words, entry) => {
    const output = `METHOD  PATH           ACCESS    DEMANDS                      HANDLER
GET     /orders        required  scope orders/read (method)   OrdersController.list
rpc     orders.list    required  scope orders/read (method)   OrdersController.list
rpc     orders.placed  required  scope orders/write (method)  OrdersController.placed

3 handler(s): 3 required.
`;
    expect(await routes([entry])).toEqual({ code: 0, signal: null, output, errors: '' });
  });

  test('lets no process listen that the application starts itself', async () => {
    expect(await routes(['messages-of-children.mjs'])).toMatchObject({ code: 0, errors: '' });
  });

  test('says that it shows the first of several applications', async () => {
    const { code, output, errors } = await routes(['two-apps.mjs']);
    expect([code, output, errors]).toEqual([
      0,
      TABLE,
      'The entry makes 2 applications; this is the one that calls listen() first.\n',
    ]);
  });

  test('prints the table as JSON and as Markdown', async () => {
    const { output } = await routes(['express.mjs', '--json']);
    const { routes: entries, findings } = JSON.parse(output) as RouteTable;
    expect([entries.map(({ path }) => path), findings]).toEqual([
      ['/api/orders', '/api/orders', '/api/live'],
      [],
    ]);
    const markdown = await routes(['express.mjs', '--markdown']);
    expect(markdown.output).toContain(
      '| GET | /api/orders | required | default | scope orders/read (method) | OrdersController.list |\n',
    );
  });

  test('fails by findings of the severity that is asked for', async () => {
    const environment = { DEFAULT_POLICY: '1' };
    const [usual, strict] = await Promise.all([
      routes(['findings.mjs'], environment),
      routes(['findings.mjs', '--fail-on', 'warn'], environment),
    ]);
    expect([usual.code, strict.code]).toEqual([0, 1]);
    expect(strict.output).toContain('warn   ROW_MATCHES_NOTHING\n       Policy "strict": appliesTo[0]');
    expect((await routes(['findings.mjs', '--fail-on=error'])).code).toBe(1);
  });
});

describe('where there is no table, the command routes says why in one sentence', () => {
  test.each<[string, args: readonly string[], code: number, errors: RegExp]>([
    [
      'an entry that ends',
      ['script.mjs'],
      4,
      /^nest-jwt-policy routes: the entry ended without a call of listen\(\) on a Nest application\.\nIt said:\n {2}a job, no server\n$/,
    ],
    [
      'a start that fails when it is initialised',
      ['failing-module.mjs'],
      3,
      /^nest-jwt-policy routes: the application did not start\.\nIt said:\n {2}Error: the database is away\n/,
    ],
    [
      'an entry that throws',
      ['throwing.mjs'],
      3,
      /^nest-jwt-policy routes: the application ended before it listened, with exit code 1\.\nIt said:\n[^\u001B]*no configuration/,
    ],
    [
      'an application without the module',
      ['unguarded.mjs'],
      5,
      /^nest-jwt-policy routes: the first application of the entry that calls listen\(\) does not import JwtPolicyModule/,
    ],
  ])('%s', async (_words, args, code, errors) => {
    const ended = await routes(args);
    expect([ended.code, ended.output]).toEqual([code, '']);
    expect(ended.errors).toMatch(errors);
  });

  // The command ends only after the process that it has started.
  test.each(['waiting.mjs', 'spinning.mjs'])('%s, which never listens and never ends', async (entry) => {
    const { code, errors } = await routes([entry, '--timeout', '2']);
    expect([code, errors]).toEqual([
      4,
      expect.stringContaining('did not call listen() within 2 s; --timeout gives it more time.'),
    ]);
  });

  test.each([
    [[], 'the ENTRY is missing'],
    [['a.js', 'b.js'], 'there is more than one ENTRY'],
    [['a.js', '--json', '--markdown'], '--json and --markdown exclude each other'],
    [['a.js', '--markdown=1'], '--markdown takes no value'],
    [['a.js', '--fail-on', 'all'], '--fail-on needs info, warn or error'],
    [['a.js', '--timeout=0'], '--timeout needs a whole number of seconds, 1 to 3600'],
    [['a.js', '--constructor'], 'unknown flag "--constructor"'],
    [['--', '-absent.js'], '"-absent.js" cannot be run: there is no such file; build the application first'],
    [['test'], '"test" cannot be run: it is a folder; give its file, such as dist/main.js'],
    [['package.json'], '"package.json" cannot be run: it is no JavaScript or TypeScript'],
  ])('%j: wrong arguments', async (args, problem) => {
    const printed = { out: '', err: '' };
    const code = await runCommand(['routes', ...args], {
      out: (text) => void (printed.out += text),
      err: (text) => void (printed.err += text),
      stdin: async () => new Uint8Array(),
      env: {},
    });
    expect([code, printed.out]).toEqual([2, '']);
    expect(printed.err.startsWith(`nest-jwt-policy routes: ${problem}`)).toBe(true);
  });
});
