import { spawn } from 'node:child_process';
import { once } from 'node:events';

const DEADLINE_MS = 60_000;

/** A program in a process group of its own, so that what it starts ends with it. */
export class ProcessGroup {
  #child;
  #closed;
  #text = '';
  #heard = () => {};

  constructor(command, parameters, folder, environment = {}) {
    this.#child = spawn(command, parameters, {
      cwd: folder,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    // A command that does not exist is told like one that ends at once.
    this.#closed = once(this.#child, 'close').catch((error) => void (this.#text += error.message));
    const read = (text) => {
      this.#text += text;
      this.#heard();
    };
    this.#child.stdout.setEncoding('utf8').on('data', read);
    this.#child.stderr.setEncoding('utf8').on('data', read);
  }

  /** Resolves when the program has printed this; rejects when it ends without that, or is silent for too long. */
  async printed(ready) {
    const found = new Promise((resolve) => {
      this.#heard = () => ready.test(this.#text) && resolve(true);
      this.#heard();
    });
    const deadline = setTimeout(() => void this.end(), DEADLINE_MS);
    const isRunning = await Promise.race([found, this.#closed.then(() => false)]);
    clearTimeout(deadline);
    if (!isRunning) throw new Error(`It did not print ${ready}:\n${this.#text}`);
  }

  /** Ends the whole group without giving it a choice. */
  async end() {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
    await this.#closed;
  }
}
