import { fork, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

const ENTRY = join(import.meta.dirname, 'child-process.mjs');
const running = new Set();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Whether processes can be bound to a core here: two cores and `taskset`. */
export function canPin() {
  return availableParallelism() >= 2 && spawnSync('taskset', ['-p', String(process.pid)]).status === 0;
}

/** A module in a process of its own. It ends with its parent, at the latest. */
export class Child {
  #process;
  #name;
  #next = 0;
  #waiting = new Map();

  /**
   * @param {string} module path below bench; its `open(input)` returns the methods to call
   * @param {object} input what `open` gets
   * @param {object} [settings]
   * @param {number | undefined} [settings.core]
   * @param {string[]} [settings.nodeOptions]
   * @param {number} [settings.timeoutMs]
   * @param {boolean} [settings.keepsTick] false leaves it to the module, and to chance, whether ticks stay fast
   * @param {string} [settings.library] the build to load, below bench/.build
   */
  static async start(module, input, { timeoutMs = 60_000, ...settings } = {}) {
    const child = new Child(module, settings);
    child.ready = await child.call('open', input, timeoutMs);
    return child;
  }

  constructor(module, { core, nodeOptions = [], keepsTick = true, library }) {
    this.#name = module;
    const pinned = core === undefined ? [] : ['-c', String(core), process.execPath];
    this.#process = fork(ENTRY, [module, ...(keepsTick ? ['keep-tick'] : [])], {
      execPath: core === undefined ? process.execPath : 'taskset',
      execArgv: [...pinned, '--disable-warning=ExperimentalWarning', ...nodeOptions],
      ...(library !== undefined && { env: { ...process.env, BENCH_LIBRARY: library } }),
      serialization: 'advanced',
    });
    running.add(this.#process);
    this.#process.on('message', ({ id, output, error }) => {
      const { resolve, reject } = this.#waiting.get(id) ?? {};
      this.#waiting.delete(id);
      if (error === undefined) resolve?.(output);
      else reject?.(new Error(`${this.#name}: ${error}`));
    });
    this.#process.on('error', (error) => this.#fail(error));
    this.#process.on('exit', (code, signal) => {
      running.delete(this.#process);
      this.#fail(new Error(`${this.#name} ended with ${signal ?? code}`));
    });
  }

  #fail(error) {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  /** Calls a method of the module. A call that takes longer than the timeout ends the process. */
  call(method, input = {}, timeoutMs = 60_000) {
    this.#next += 1;
    const id = this.#next;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`${this.#name}: ${method} took longer than ${timeoutMs} ms`));
        this.#process.kill('SIGKILL');
      }, timeoutMs);
      const settle = (act) => (value) => {
        clearTimeout(timer);
        act(value);
      };
      this.#waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
      this.#process.send({ id, method, input }, (error) => error && this.#fail(error));
    });
  }

  /** Ends the process and waits for its end. */
  async stop() {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGKILL');
    await ended;
  }
}

/** Starts children, a few at a time, works with them, and stops them whatever happens. */
export async function withChildren(starts, work) {
  const children = [];
  try {
    for (let from = 0; from < starts.length; from += 2) {
      const some = await Promise.allSettled(starts.slice(from, from + 2).map((start) => start()));
      children.push(...some.filter(({ value }) => value !== undefined).map(({ value }) => value));
      const failed = some.find(({ status }) => status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    }
    return await work(children);
  } finally {
    await Promise.all(children.map((child) => child.stop()));
  }
}
