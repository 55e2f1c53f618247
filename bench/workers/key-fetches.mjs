import { startKeyServer } from '../servers/key-server.mjs';
import { openClient } from './key-clients.mjs';
import { makeSigner } from './signer.mjs';

const DELAYED_MS = 500;
const ASKED_KIDS = ['key-1', 'key-2', 'key-3'];
/** In the set, and not asked for before the flood. */
const ALL_KIDS = [...ASKED_KIDS, 'key-4'];
const GIVEN_UP_MS = 3000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const inTurn = (kids, count) => Array.from({ length: count }, (_none, call) => kids[call % kids.length]);

/** Makes a call that was prepared, and says how it went. */
async function time(call) {
  const start = performance.now();
  const good = await call().then(
    () => true,
    () => false,
  );
  return { good, ms: performance.now() - start };
}

async function summarize(endpoint, timed) {
  const outcomes = await Promise.all(timed);
  const times = outcomes.map(({ ms }) => ms);
  return {
    fetches: endpoint.state.fetches,
    good: outcomes.length,
    failed: outcomes.filter(({ good }) => !good).length,
    delayed: times.filter((ms) => ms > DELAYED_MS).length,
    slowestMs: Math.max(...times),
  };
}

/** One client of a key set, ours or jwks-rsa, in front of endpoints that count and misbehave. */
export async function open({ client: kind, rateLimit }) {
  const signer = await makeSigner(ALL_KIDS);

  async function start({ warm, shortLife = false }) {
    const endpoint = await startKeyServer(() => signer.jwks);
    const client = await openClient(kind, { jwksUri: endpoint.jwksUri, signer, rateLimit, shortLife });
    if (warm) {
      await Promise.all(ASKED_KIDS.map((kid) => client.prepare(kid)()));
      endpoint.state.fetches = 0;
    }
    return { endpoint, client };
  }

  async function afterTimeToLive(trouble) {
    const { endpoint, client } = await start({ warm: true, shortLife: true });
    const calls = inTurn(ASKED_KIDS, 30).map((kid) => client.prepare(kid));
    await client.endTimeToLive();
    Object.assign(endpoint.state, trouble);
    const timed = [];
    for (const call of calls) {
      timed.push(time(call));
      await pause(20);
    }
    return summarize(endpoint, timed);
  }

  return {
    async cold() {
      const { endpoint, client } = await start({ warm: false });
      const calls = inTurn(ASKED_KIDS, 200).map((kid) => client.prepare(kid));
      return summarize(endpoint, calls.map(time));
    },
    async flood() {
      const { endpoint, client } = await start({ warm: true });
      const timed = [];
      for (const wave of [1, 2]) {
        const bad = Array.from({ length: 200 }, (_none, call) => client.prepare(`unknown-${wave}-${call}`));
        const good = ALL_KIDS.map((kid) => client.prepare(kid));
        const flood = Promise.all(bad.map(time));
        timed.push(...good.map(time));
        // With rateLimit those that are left over wait for minutes.
        await Promise.race([flood, pause(1000)]);
      }
      const patient = timed.map((one) =>
        Promise.race([one, pause(GIVEN_UP_MS).then(() => ({ good: false, ms: GIVEN_UP_MS }))]),
      );
      return summarize(endpoint, patient);
    },
    slow: () => afterTimeToLive({ delayMs: 1500 }),
    dead: () => afterTimeToLive({ dead: true }),
  };
}
