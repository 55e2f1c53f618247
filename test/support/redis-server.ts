import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { RunningProcess } from './child-process.js';
import { freePort } from './free-port.js';

/** Whether this machine has a Redis. */
export const HAS_REDIS = spawnSync('redis-server', ['--version']).status === 0;

/** A Redis of its own on a free port of this machine, which keeps nothing on disk. */
export class RedisServer {
  private running: RunningProcess | undefined;

  private constructor(readonly port: number) {}

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    await server.restart();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it again on the same port, empty. */
  async restart(): Promise<void> {
    const bounds = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    this.running = new RunningProcess('redis-server', ['--port', String(this.port), ...bounds], tmpdir());
    await this.running.printed(/Ready to accept connections/);
  }

  /** Ends it at once, as a crash does. */
  async close(): Promise<void> {
    await this.running?.close();
  }
}
