import { describe, expect, it } from '@jest/globals';
import { RunningProcess } from './child-process.js';

const node = (script: string): RunningProcess => new RunningProcess(process.execPath, ['-e', script], '.');

describe('what a process prints', () => {
  it('is found in several pieces, and while the process goes on', async () => {
    const running = node(
      "console.log('one'); setTimeout(() => console.log('two'), 1); setInterval(() => {}, 1000)",
    );
    expect((await running.printed(/one\n(two)/))[1]).toBe('two');
    await running.close();
    expect((await running.ended).signal).toBe('SIGKILL');
  });

  it('is missed aloud where it ends without it, with what it did say', async () => {
    await expect(node("console.log('said'); console.error('complained')").printed(/never/)).rejects.toThrow(
      /It ended without printing \/never\/:\nsaid\ncomplained/,
    );
  });

  it('is missed aloud where the process cannot be started', async () => {
    const missing = new RunningProcess('/does/not/exist', [], '.');
    await expect(missing.printed(/never/)).rejects.toThrow('ENOENT');
  });
});
