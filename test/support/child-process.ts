import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Far more than a start takes: a process that hangs is told as what it is, long before the test times out. */
const DEADLINE_MS = 40_000;

/** How a process ended, and what it had said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

/** A process with only the environment it is given, and what it prints. */
export class RunningProcess {
  readonly ended: Promise<Ended>;
  private output = '';
  private errors = '';
  private readonly child: ChildProcess;

  constructor(command: string, args: readonly string[], cwd: string, env: Record<string, string> = {}) {
    this.child = spawn(command, args, {
      cwd,
      env: { NODE_ENV: 'test', NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
    this.ended = once(this.child, 'close').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
      output: this.output,
      errors: this.errors,
    }));
  }

  /**
   * Resolves with the first match of what the process prints; rejects when it ends without printing it, or is silent
   * for so long that it hangs.
   */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    const { stdout } = this.child;
    let over = false;
    const end = (): unknown => (over = true);
    this.ended.then(end, end);
    const deadline = AbortSignal.timeout(DEADLINE_MS);
    const late = once(deadline, 'abort');
    for (;;) {
      const match = pattern.exec(this.output);
      if (match !== null) return match;
      if (over) throw new Error(`It ended without printing ${pattern}:\n${this.output}${this.errors}`);
      if (deadline.aborted) throw new Error(`It did not print ${pattern}:\n${this.output}${this.errors}`);
      await Promise.race([stdout === null ? undefined : once(stdout, 'data'), this.ended, late]);
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends the process if it still runs, without giving it a choice. */
  async close(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.kill('SIGKILL');
    await this.ended;
  }
}

/** A built entry point, such as `main.js`, running as a process of its own. */
export class EntryPointProcess extends RunningProcess {
  constructor(script: string, cwd: string, env: Record<string, string> = {}, args: readonly string[] = []) {
    super(process.execPath, [builtPath(script), ...args], cwd, env);
  }
}

function builtPath(script: string): string {
  const path = resolve('dist', script);
  if (!existsSync(path)) throw new Error(`${path} is not built: run "npm run build" first.`);
  return path;
}
