import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBroker } from './broker-process.js';
import type { RunningProcess } from './child-process.js';
import { freePort } from './free-port.js';

/** Whether this machine has mosquitto. It has no option that does nothing but tell its version. */
export const HAS_MOSQUITTO = spawnSync('mosquitto', ['-h']).error === undefined;

/** A broker of MQTT on a free port of this machine, which keeps nothing on disk. */
export class Mosquitto {
  private constructor(
    private readonly running: RunningProcess,
    readonly url: string,
  ) {}

  static async start(): Promise<Mosquitto> {
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'mosquitto-'));
    try {
      const settings = [`listener ${port} 127.0.0.1`, 'allow_anonymous true'];
      writeFileSync(join(folder, 'mosquitto.conf'), `${settings.join('\n')}\n`);
      const { running } = await startBroker('mosquitto -c mosquitto.conf', folder, / running\n/);
      return new Mosquitto(running, `mqtt://127.0.0.1:${port}`);
    } finally {
      // It has read its settings by now.
      rmSync(folder, { recursive: true });
    }
  }

  /** Ends it at once, as a crash does. */
  async close(): Promise<void> {
    await this.running.close();
  }
}
