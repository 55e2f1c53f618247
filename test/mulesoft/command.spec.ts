import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const COMMAND = `"${process.execPath}" "${resolve('dist/jwt-policy/cli/main.js')}"`;

/** Runs a line of shell; the built command is `$lint`. */
function shell(line: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync('sh', ['-c', line], { encoding: 'utf8', env: { lint: `${COMMAND} lint`, NO_COLOR: '1' } });
}

describe('the built command', () => {
  it('lints an example, and ends with what it found', () => {
    const clean = shell('eval "$lint examples/cognito-read-write.json --strict"');
    expect([clean.status, clean.stderr]).toEqual([0, '']);
    expect(clean.stdout).toContain('2 JWT validation policies, 0 error(s), 0 warning(s)');
    expect(shell('eval "$lint package.json"').status).toBe(2);
  });

  it('lints the folder of examples, and skips what is no policy', () => {
    const { status, stdout } = shell('eval "$lint examples"');
    expect(status).toBe(0);
    expect(stdout.match(/^examples\S+(?=: 2 JWT)/gm)).toEqual([
      'examples/cognito-read-write.json',
      'examples/cognito-read-write.yaml',
    ]);
    expect(stdout.match(/warning {2}SHAPE_UNKNOWN/g)).toHaveLength(2);
  });

  it('lints standard input', () => {
    const { status, stdout } = shell('cat examples/cognito-read-write.json | eval "$lint -"');
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(/^standard input: 2 JWT validation policies/),
    ]);
    const tooMuch = shell('yes | head -c 9000000 | eval "$lint -"');
    expect([tooMuch.status, tooMuch.stdout]).toEqual([2, expect.stringContaining('has more than')]);
  });

  it('does not complain of a reader that has seen enough', () => {
    const { stdout, stderr } = shell('eval "$lint examples/cognito-read-write.json" | head -n 1');
    expect([stdout.split('\n').length, stderr]).toEqual([2, '']);
  });
});
