import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunningProcess } from './child-process.js';

/** Whether this machine has a Chromium. */
export const HAS_CHROMIUM = spawnSync('chromium', ['--version']).status === 0;

/** Without a screen, and with nothing outside of this machine. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  '--no-proxy-server',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** A Chromium that shows one page, with a profile of its own that goes when it ends. */
export class Browser {
  private readonly folder = mkdtempSync(join(tmpdir(), 'browser-'));
  private readonly running: RunningProcess;

  constructor(url: string) {
    const env = { PATH: process.env['PATH'] ?? '', HOME: this.folder, TMPDIR: this.folder };
    const profile = `--user-data-dir=${join(this.folder, 'profile')}`;
    this.running = new RunningProcess('chromium', [...FLAGS, profile, url], this.folder, env);
  }

  /** Rejects if the browser ends before it is closed. */
  async endsTooEarly(): Promise<never> {
    const { code, signal, errors } = await this.running.ended;
    throw new Error(`Chromium has ended with ${code ?? signal}:\n${errors}`);
  }

  /** Asks it to end, so that its own processes end with it. */
  async close(): Promise<void> {
    this.running.kill('SIGTERM');
    await this.running.ended;
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
