import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parametersWith } from '../../../test/mulesoft/import-bench.js';
import { lint, type LintReport } from './lint.js';
import { runCommand } from './run-command.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nest-jwt-policy-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the program with a file of this content, or without one. */
async function run(
  args: readonly string[],
  content?: unknown,
  { name = 'policies.json', env = {}, stdin = '' } = {},
): Promise<{ code: number; out: string; err: string }> {
  const path = join(folder, name);
  if (content !== undefined)
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  let [out, err] = ['', ''];
  const code = await runCommand(content === undefined ? args : ['lint', path, ...args], {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    stdin: () => Promise.resolve(Buffer.from(stdin)),
    env,
  });
  return { code, out, err };
}

const CLEAN = { configurationData: parametersWith() };
const WARNED = { configurationData: parametersWith({ mandatoryExpirationClaim: true }) };
const WRONG = { configurationData: parametersWith({ jwtKey: 'x' }) };

describe('lint', () => {
  it.each([
    [CLEAN, [], 0],
    [CLEAN, ['--strict'], 0],
    [WARNED, [], 0],
    [WARNED, ['--strict'], 1],
    [WRONG, [], 2],
    [WRONG, ['--strict'], 2],
    ['{', [], 2],
    [[], [], 2],
  ])('of %j with %j ends with %s', async (content, args, expected) => {
    const { code, err } = await run(args, content);
    expect([code, err]).toEqual([expected, '']);
  });

  it('shows every finding but those that are exact, and what they come to', async () => {
    const { out } = await run([], WARNED);
    expect(out).toContain(`policies.json: 1 JWT validation policy, 0 error(s), 1 warning(s)`);
    expect(out).toContain('  warning  KEY_UNKNOWN configurationData.mandatoryExpirationClaim\n');
    expect(out).toContain('the policy calls it mandatoryExpClaim.\n');
    expect(out).toMatch(/jwt-validation: \d+ parameter\(s\) exact/);
    expect(out).not.toContain('PARAMETER_EXACT');
  });

  it('gives the whole report as JSON', async () => {
    const { code, out } = await run(['--json', '--strict'], WARNED);
    const report = JSON.parse(out) as LintReport;
    const [file] = report.files;
    expect([code, report.counts.warning, file?.policies.length]).toEqual([1, 1, 1]);
    expect(file?.policies[0]?.findings.some(({ level }) => level === 'exact')).toBe(true);
  });

  it('takes what the options are to say for a note: the file rightly leaves it out', async () => {
    const left = {
      configurationData: parametersWith({ skipClientIdValidation: false, jwtKeyOrigin: 'text' }),
    };
    const { code, out } = await run(['--json'], left);
    const report = JSON.parse(out) as LintReport;
    expect([code, report.counts.error, report.counts.warning]).toEqual([0, 0, 0]);
    const notes = report.files[0]?.policies[0]?.findings.filter(({ level }) => level === 'note') ?? [];
    expect(notes.map(({ code: one }) => one)).toEqual(
      expect.arrayContaining(['CLIENTS_MISSING', 'TEXT_KEY_MISSING']),
    );
    expect(report.counts.note).toBe(notes.length);
    expect((await run(['--strict'], left)).code).toBe(0);
  });

  it('warns of unsigned tokens: whether they are accepted is what the options say', async () => {
    const unsigned = { configurationData: parametersWith({ signingMethod: 'none' }) };
    const { code, out } = await run([], unsigned);
    expect(code).toBe(0);
    expect(out).toContain('0 error(s), 1 warning(s)');
    expect(out).toMatch(/warning +UNSIGNED_REFUSED .*\n.*Here it is a warning: .* what the options say\.\n/);
  });

  it('says once, at the end, what holds for every policy', async () => {
    const hmac = { signingMethod: 'hmac', jwtKeyOrigin: 'text', textKey: 'thirty-two letters of a secret!!' };
    const off = { configurationData: {}, disabled: true };
    const { out } = await run([], [CLEAN, { configurationData: parametersWith(hmac) }, off]);
    const [policies = '', constants = ''] = out.split('\n\nevery policy:\n');
    expect(constants.match(/STRICT_\w+|ID_\w+/g)).toEqual([
      'STRICT_TOKEN',
      'STRICT_TIMES',
      'STRICT_KEYS',
      'STRICT_BOUND',
      'ID_TOKENS_ACCEPTED',
    ]);
    expect(policies.match(/STRICT_\w+/g)).toEqual(['STRICT_KID', 'STRICT_STALE']);
    expect((await run([], [off])).out).not.toContain('every policy');
  });

  it('shows what is skipped', async () => {
    const { out } = await run([], [{ ...CLEAN, disabled: true }, CLEAN]);
    expect(out).toContain('jwt-validation ([0]): skipped\n  ignored  POLICY_DISABLED [0]\n');
  });

  it('reads $NAME of YAML from the environment', async () => {
    const yaml = [
      'apiVersion: gateway.mulesoft.com/v1alpha1',
      'kind: PolicyBinding',
      'spec:',
      '  policyRef: { name: jwt-validation-flex }',
      '  config: { signingMethod: hmac, textKey: $KEY, skipClientIdValidation: true }',
    ].join('\n');
    const name = 'policy.yaml';
    expect((await run(['--strict'], yaml, { name })).out).toMatch(/note +ENV_UNSET/);
    const env = { KEY: 'thirty-two letters and some more' };
    expect(await run(['--strict'], yaml, { name, env })).toMatchObject({ code: 0 });
  });

  it('accepts key sets over plain http where that is said', async () => {
    const insecure = { configurationData: parametersWith({ jwksUrl: 'http://id.example.com' }) };
    expect((await run([], insecure)).code).toBe(2);
    expect((await run(['--allow-insecure-http'], insecure)).code).toBe(0);
  });

  it.each([
    [[], 2],
    [['--dropped', 'ip-allowlist'], 2],
    [['--dropped', 'ip-allowlist,client-id-enforcement-flex'], 0],
    [['--dropped', ' ip-allowlist , client-id-enforcement ', '--strict'], 0],
    [['--dropped=ip-allowlist,client-id-enforcement'], 0],
    [['--dropped=ip-allowlist', '--dropped', 'client-id-enforcement'], 0],
    [['--dropped', 'ip-allowlist,client-id-enforcement,ip-blocklist'], 2],
  ])('of a file with access control beside it, with %j, ends with %s', async (args, expected) => {
    const others = ['ip-allowlist', 'client-id-enforcement'].map((assetId) => ({
      assetId,
      configurationData: {},
    }));
    expect((await run(args, [CLEAN, ...others])).code).toBe(expected);
  });

  it('prints what to paste behind --dropped', async () => {
    const { out } = await run([], [CLEAN, { assetId: 'ip-allowlist-flex', configurationData: {} }]);
    expect(out).toMatch(/error +ACCESS_CONTROL \[1\]\n.*lint takes --dropped ip-allowlist\.\n/);
  });

  it.each([['--json'], ['--strict']])('with %s prints no secret', async (flag) => {
    const textKey = 'thirty-two letters of a secret!!';
    const secret = {
      configurationData: parametersWith({ signingMethod: 'hmac', jwtKeyOrigin: 'text', textKey }),
    };
    const { out } = await run([flag], secret);
    expect(out).toContain('SECRET_IN_FILE');
    expect(out).not.toContain(textKey.slice(0, 10));
  });

  it('prints nothing that a terminal may obey', async () => {
    const hostile = {
      configurationData: parametersWith({ '\u001B[2J\u202E': 'x', signingMethod: '\u001B]0;x' }),
    };
    for (const flags of [[], ['--json']]) {
      const { out, err } = await run(flags, hostile);
      expect(out).toContain('signingMethod');
      expect(out + err).not.toMatch(/[\u001B\u202E\u2028]/);
    }
  });

  it('lets no name of a file forge a line', async () => {
    const name = 'a\nb: 1 JWT validation policy, 0 error(s)\u202E.json';
    const { out } = await run([], CLEAN, { name });
    expect(out.split('\n')[0]).toContain('a b: 1 JWT validation policy, 0 error(s)?.json: 1 JWT');
  });

  describe('takes several files, folders and standard input', () => {
    /** Writes files below a folder of their own, and gives its path. */
    const filesOf = (name: string, files: Readonly<Record<string, unknown>>): string => {
      const root = join(folder, name);
      for (const [file, content] of Object.entries(files)) {
        mkdirSync(dirname(join(root, file)), { recursive: true });
        writeFileSync(join(root, file), typeof content === 'string' ? content : JSON.stringify(content));
      }
      return root;
    };

    it('in one report with one exit code', async () => {
      const root = filesOf('several', { 'b.json': CLEAN, 'a.json': WARNED });
      const files = [join(root, 'b.json'), join(root, 'a.json'), join(root, 'b.json')];
      const { code, out } = await run(['lint', '--strict', ...files]);
      expect(code).toBe(1);
      expect(out.match(/^\S+: 1 JWT/gm)).toEqual([`${files[0]}: 1 JWT`, `${files[1]}: 1 JWT`]);
      expect(out.match(/^every policy:$/gm)).toHaveLength(1);
      expect(out.match(/STRICT_TOKEN/g)).toHaveLength(1);
      expect(out).toMatch(/\n2 files: 0 error\(s\), 1 warning\(s\), [^\n]+\n$/);
      expect((await run(['lint', files[0] ?? '', join(root, 'missing.json')])).code).toBe(2);
    });

    it('as JSON of the documented shape', async () => {
      const root = filesOf('json', { 'a.json': [CLEAN, { assetId: 'cors' }], 'b.json': WARNED });
      const { files, counts } = JSON.parse((await run(['lint', '--json', root])).out) as LintReport;
      expect(files.map(({ file, policies }) => [file, policies.length])).toEqual([
        [join(root, 'a.json'), 1],
        [join(root, 'b.json'), 1],
      ]);
      expect(files[0]?.otherPolicies).toEqual([{ name: 'cors', path: '[1]', isDisabled: false }]);
      expect(counts).toEqual({ ...counts, error: 0, warning: 2 });
    });

    it('a folder is its JSON and YAML files, also those below; one without policies is told', async () => {
      const root = filesOf('folder', {
        'b.yaml': `configurationData: ${JSON.stringify(parametersWith())}`,
        'deep/a.json': CLEAN,
        'notes.md': 'no policy',
        'service.yml': '{ apiVersion: gateway.mulesoft.com/v1alpha1, kind: Service, spec: {} }',
      });
      const { code, out } = await run(['lint', root]);
      expect(code).toBe(0);
      expect(out.match(/^\S+(?=: \d JWT)/gm)).toEqual(
        ['b.yaml', 'deep/a.json', 'service.yml'].map((file) => join(root, file)),
      );
      expect(out).toContain('  note     NO_POLICY\n');
      expect((await run(['lint', join(root, 'service.yml')])).code).toBe(2);
    });

    it('a file of a folder that holds no policy is skipped with a warning, and is an error by its name', async () => {
      const clients = { 'orders-batch': { status: 'approved' } };
      const root = filesOf('mixed', { 'clients.json': clients, 'policies.json': CLEAN });
      const skipped = await run(['lint', root]);
      expect([skipped.code, (await run(['lint', '--strict', root])).code]).toEqual([0, 1]);
      expect(skipped.out).toMatch(/warning {2}SHAPE_UNKNOWN\n +holds no policy\. .* The file is skipped,/);
      for (const named of [
        [join(root, 'clients.json'), root],
        [root, join(root, 'clients.json')],
      ])
        expect((await run(['lint', ...named])).code).toBe(2);
    });

    it.each<[string, Record<string, unknown>]>([
      ['no file has a policy', { 'clients.json': { a: {} } }],
      ['the file is no JSON', { 'broken.json': '{', 'policies.json': CLEAN }],
      [
        'the file has a policy of another kind',
        { 'a.json': [{ assetId: 'cors' }, 7], 'policies.json': CLEAN },
      ],
      ['the file has a policy beside what is none', { 'a.json': [CLEAN, { a: 1 }] }],
    ])('a file of a folder is an error where %s', async (name, files) => {
      expect((await run(['lint', filesOf(name, files)])).code).toBe(2);
    });

    it('a folder without such files is refused', async () => {
      const { code, err } = await run(['lint', filesOf('empty', { 'a.txt': 'x' })]);
      expect([code, err]).toEqual([2, expect.stringContaining('holds no file that ends in .json')]);
    });

    it.each([JSON.stringify(CLEAN), `configurationData: ${JSON.stringify(parametersWith())}\n`])(
      'standard input, as JSON or YAML: %s',
      async (stdin) => {
        const { code, out } = await run(['lint', '-'], undefined, { stdin });
        expect([code, out]).toEqual([0, expect.stringContaining('standard input: 1 JWT validation policy')]);
      },
    );

    it('standard input that is too long, or no text, is an error', async () => {
      const { out } = await run(['lint', '-'], undefined, { stdin: ' '.repeat(4 * 1024 * 1024 + 1) });
      expect(out).toContain('The file has more than 4194304 bytes.');
    });

    it('a dropped policy must be in one of them', async () => {
      const root = filesOf('dropped', {
        'a.json': [CLEAN, { assetId: 'ip-allowlist' }],
        'b.json': [CLEAN, { assetId: 'ip-allowlist-flex' }, { assetId: 'ip-blocklist' }],
        'c.json': CLEAN,
      });
      expect((await run(['lint', root])).code).toBe(2);
      expect((await run(['lint', root, '--dropped', 'ip-allowlist,ip-blocklist'])).code).toBe(0);
      const { code, out } = await run(['lint', root, '--dropped', 'ip-allowlist,ip-blocklist,ours']);
      expect([code, out.match(/OPTION_INVALID/g)?.length]).toEqual([2, 1]);
    });
  });

  it('shows a file with fourteen other policies on one screen', async () => {
    const names = [
      'client-id-enforcement',
      'ip-allowlist',
      'rate-limiting',
      'spike-control',
      'cors',
      'http-caching',
    ];
    const more = [
      'header-injection',
      'header-removal',
      'message-logging',
      'json-threat-protection',
      'tracing',
    ];
    const others = [...names, ...more, 'xml-threat-protection', 'response-timeout', 'our-own'].map(
      (assetId) => ({
        assetId,
        configurationData: {},
      }),
    );
    const { out } = await run([], [...others, CLEAN]);
    expect(others).toHaveLength(14);
    expect(out.split('\n').length).toBeLessThanOrEqual(50);
    expect(out.match(/ACCESS_CONTROL|OTHER_POLICY/g)).toEqual(['ACCESS_CONTROL', 'OTHER_POLICY']);
  });

  it.each([
    [[], 'the FILE is missing'],
    [[''], 'the FILE is missing'],
    [['a', ''], 'the FILE is missing'],
    [['--\u202E\u2028\nFORGED', 'a'], 'unknown flag "--??\\nFORGED"'],
    [['--quiet', 'a'], 'unknown flag "--quiet"'],
    [['--__proto__', 'a'], 'unknown flag'],
    [['a', '--dropped'], '--dropped needs the names of policies'],
    [['a', '--dropped', ''], '--dropped needs the names of policies'],
    [['a', '--dropped='], '--dropped needs the names of policies'],
    [['a', '--dropped', 'x,,y'], '--dropped needs the names of policies'],
    [['a', '--dropped', '--strict'], '--dropped needs the names of policies'],
    [['a', '--droppedx=y'], 'unknown flag'],
  ])('with the arguments %j ends with 2, and with how it is called', async (args, words) => {
    const { code, out, err } = await run(['lint', ...args]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
    expect(err).toContain('Usage: nest-jwt-policy lint FILE…');
  });

  it('takes a file whose name looks like a flag after two dashes', async () => {
    let out = '';
    const io = {
      out: (text: string) => void (out += text),
      err: () => undefined,
      stdin: () => Promise.resolve(new Uint8Array()),
      env: {},
    };
    expect(await lint(['--', '--missing'], io)).toBe(2);
    expect(out).toContain('--missing: 0 JWT validation policies, 1 error(s)');
  });
});

describe('the program', () => {
  it.each([[['--help']], [['help']], [['-h']], [['help', 'me']]])(
    'with %j says how every command is called',
    async (args) => {
      const { code, out } = await run(args);
      expect(code).toBe(0);
      for (const name of ['lint FILE', 'routes ENTRY', 'explain ENTRY', 'keys URL'])
        expect(out).toContain(`nest-jwt-policy ${name}`);
    },
  );

  it.each(['lint', 'routes', 'explain', 'keys'])(
    'says all about %s, and about no other command',
    async (name) => {
      const { code, out } = await run([name, '--help']);
      expect([code, out]).toEqual([0, expect.stringContaining(`Usage: nest-jwt-policy ${name} `)]);
      expect(out.match(/nest-jwt-policy /g)).toHaveLength(1);
      expect(out).toContain('\n  --json ');
      expect(out).toContain('\n  2  errors; wrong arguments');
      expect(await run(['help', name])).toEqual({ code, out, err: '' });
    },
  );

  it('answers wrong arguments so briefly that the message stays on the screen', async () => {
    const { err } = await run(['routes']);
    expect(err).toMatch(/^nest-jwt-policy routes: the ENTRY is missing/);
    expect(err).toMatch(/\n\nnest-jwt-policy routes --help shows more\.\n$/);
    expect(err.split('\n').length).toBeLessThan(10);
  });

  it('with --version prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await run(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it.each([
    [[], 'a command is missing'],
    [['check'], 'unknown command "check".'],
    [['route'], 'unknown command "route"; did you mean routes?'],
    [['constructor'], 'unknown command "constructor".'],
    [['\u202E\u2028\nFORGED'], 'unknown command "??\\nFORGED"'],
  ])('with %j ends with 2', async (args, words) => {
    const { code, out, err } = await run(args);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(words)]);
  });
});
