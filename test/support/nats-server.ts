import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { startBroker } from './broker-process.js';
import type { RunningProcess } from './child-process.js';

/** Whether this machine has a NATS server. */
export const HAS_NATS = spawnSync('nats-server', ['--version']).status === 0;

const READY = /client connections on 127\.0\.0\.1:(\d+)[^]*Server is ready/;

/** A NATS server of its own on a port that it chooses, which keeps nothing on disk. */
export class NatsServer {
  private constructor(
    private readonly running: RunningProcess,
    readonly url: string,
  ) {}

  static async start(): Promise<NatsServer> {
    const { running, ready } = await startBroker('nats-server --addr 127.0.0.1 --port -1', tmpdir(), READY);
    return new NatsServer(running, `nats://127.0.0.1:${ready[1]}`);
  }

  /** Ends it at once, as a crash does. */
  async close(): Promise<void> {
    await this.running.close();
  }
}
