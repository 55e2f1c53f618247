import { collectOften } from '../harness/collections.mjs';
import { keepTick } from '../harness/kept-tick.mjs';
import { openApplication } from '../verifiers/guarded-application.mjs';

const TICKS = 200_000;

const KEPT_BY = {
  async nobody() {},
  keepTick,
  /** After the shape was forgotten. */
  async tooLate() {
    await collectOften();
    await keepTick();
  },
  async application() {
    await openApplication({ issuer: { jwksUri: 'https://keys.example.com/jwks.json' }, more: KEYS });
  },
};
const KEYS = { fetch: async () => Response.json({ keys: [] }) };

/** Ticks, each asked for by the one before: nanoseconds of processor time a tick. */
function measureTicks() {
  return new Promise((resolve) => {
    const start = process.cpuUsage();
    let left = TICKS;
    const next = () => {
      left -= 1;
      if (left > 0) {
        process.nextTick(next);
        return;
      }
      const { user, system } = process.cpuUsage(start);
      resolve(((user + system) * 1000) / TICKS);
    };
    process.nextTick(next);
  });
}

/** What a tick costs in a process of its own. @param {{ keptBy: keyof typeof KEPT_BY }} input */
export async function open({ keptBy }) {
  await KEPT_BY[keptBy]();
  return {
    async warm() {
      for (let count = 0; count < 3; count += 1) await measureTicks();
    },
    measure: measureTicks,
  };
}
