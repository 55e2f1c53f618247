import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parametersWith } from '../../../test/mulesoft/import-bench.js';
import type { FidelityReport } from '../mulesoft/index.js';
import { lint } from './lint.js';
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
  { name = 'policies.json', env = {} } = {},
): Promise<{ code: number; out: string; err: string }> {
  const path = join(folder, name);
  if (content !== undefined)
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  let [out, err] = ['', ''];
  const code = await runCommand(content === undefined ? args : ['lint', path, ...args], {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
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
    const report = JSON.parse(out) as FidelityReport;
    expect([code, report.counts.warning, report.policies.length]).toEqual([1, 1, 1]);
    expect(report.policies[0]?.findings.some(({ level }) => level === 'exact')).toBe(true);
  });

  it('takes what the options are to say for a note: the file rightly leaves it out', async () => {
    const left = {
      configurationData: parametersWith({ skipClientIdValidation: false, jwtKeyOrigin: 'text' }),
    };
    const { code, out } = await run(['--json'], left);
    const report = JSON.parse(out) as FidelityReport;
    expect([code, report.counts.error, report.counts.warning]).toEqual([0, 0, 0]);
    const notes = report.policies[0]?.findings.filter(({ level }) => level === 'note') ?? [];
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
    const { out, err } = await run([], hostile);
    expect(out).toContain('signingMethod');
    expect(out + err).not.toMatch(/[\u001B\u202E]/);
  });

  it.each([
    [[], 'the FILE is missing'],
    [[''], 'the FILE is missing'],
    [['a', 'b'], 'more than one FILE'],
    [['--quiet', 'a'], 'unknown flag "--quiet"'],
    [['--__proto__', 'a'], 'unknown flag'],
    [['--', '--strict', 'b'], 'more than one FILE'],
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
    expect(err).toContain('Usage: nest-jwt-policy lint FILE');
  });

  it('takes a file whose name looks like a flag after two dashes', async () => {
    let out = '';
    const io = { out: (text: string) => void (out += text), err: () => undefined, env: {} };
    expect(await lint(['--', '--missing'], io)).toBe(2);
    expect(out).toContain('--missing: 0 JWT validation policies, 1 error(s)');
  });
});

describe('the program', () => {
  it.each([[['--help']], [['help']], [['lint', '--help']], [['-h']]])(
    'with %j says how it is called',
    async (args) => {
      const { code, out } = await run(args);
      expect([code, out]).toEqual([0, expect.stringContaining('Usage: nest-jwt-policy lint FILE')]);
    },
  );

  it.each([
    [[], 'a command is missing'],
    [['check'], 'unknown command "check"'],
  ])('with %j ends with 2', async (args, words) => {
    const { code, out, err } = await run(args);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(words)]);
  });
});
