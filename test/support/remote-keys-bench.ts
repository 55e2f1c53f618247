import { afterEach } from '@jest/globals';
import type { Refusal } from '../../src/jwt-policy/errors/index.js';
import type { ImportedJwks } from '../../src/jwt-policy/keys/import-jwks.js';
import {
  RemoteKeys,
  type RefreshTimes,
  type RemoteKeysParts,
} from '../../src/jwt-policy/keys/remote-keys.js';
import { verificationKey, type VerificationKey } from '../../src/jwt-policy/keys/verification-key.js';
import { TestClock } from './test-clock.js';
import { makeKeyPair } from './key-pair.js';

/** The issuer whose keys a bench keeps. */
export const ISSUER = 'https://id.example.com';
/** In seconds. */
export const HOUR = 3600;
const TIMES: RefreshTimes = {
  timeToLiveMs: HOUR * 1000,
  maxStaleMs: HOUR * 1000,
  timeoutMs: 5000,
  cooldownMs: 30_000,
};
const { publicKey } = makeKeyPair('ed25519');
const { publicKey: otherPublicKey } = makeKeyPair('ed25519');

/** A key made anew, of the same key material as every other one of these. */
export function keyNamed(kid: string | undefined): VerificationKey {
  return verificationKey(publicKey, kid);
}

/** A key of other key material. */
export function otherKeyNamed(kid: string | undefined): VerificationKey {
  return verificationKey(otherPublicKey, kid);
}

/** A key set endpoint in memory: counts its calls, and answers, fails or keeps silent on command. */
export class Endpoint {
  loads = 0;
  private answer: () => Promise<ImportedJwks> = () => Promise.reject(new Error('not told what to serve'));

  serve(...kids: (string | undefined)[]): void {
    this.serveSet({ keys: kids.map(keyNamed), dropped: [] });
  }

  serveSet(set: ImportedJwks): void {
    this.answer = async () => set;
  }

  fail(error: unknown): void {
    this.answer = async () => {
      throw error;
    };
  }

  /** Keeps every call waiting until what is returned is called. */
  hold(): (...kids: string[]) => void {
    let release: (set: ImportedJwks) => void = () => undefined;
    const held = new Promise<ImportedJwks>((resolve) => (release = resolve));
    this.answer = () => held;
    return (...kids) => release({ keys: kids.map(keyNamed), dropped: [] });
  }

  readonly load = (signal: AbortSignal): Promise<ImportedJwks> => {
    this.loads += 1;
    return new Promise((resolve, reject) => {
      const abort = (): void => reject(new Error(String(signal.reason)));
      if (signal.aborted) abort();
      signal.addEventListener('abort', abort);
      this.answer().then(resolve, reject);
    });
  };
}

/** A key source with what it stands on. */
export interface Bench<C extends TestClock = TestClock> {
  readonly keys: RemoteKeys;
  readonly endpoint: Endpoint;
  readonly clock: C;
  readonly reports: string[];
}

const opened: RemoteKeys[] = [];

/** A key source over an endpoint that serves the key `a`, nothing fetched yet. It is closed after the test. */
export function benchOn<C extends TestClock>(
  clock: C,
  times: Partial<RefreshTimes> = {},
  parts: Partial<RemoteKeysParts> = {},
): Bench<C> {
  const [endpoint, reports] = [new Endpoint(), [] as string[]];
  endpoint.serve('a');
  const keys = new RemoteKeys({
    issuer: ISSUER,
    allowMissingKid: false,
    url: 'https://id.example.com/jwks',
    times: { ...TIMES, ...times },
    load: endpoint.load,
    onSet: () => undefined,
    clock,
    report: (level, message) => reports.push(`${level}: ${message}`),
    random: () => 1,
    ...parts,
  });
  opened.push(keys);
  return { keys, endpoint, clock, reports };
}

/** The same on a clock without timers. */
export function bench(times?: Partial<RefreshTimes>, parts?: Partial<RemoteKeysParts>): Bench {
  return benchOn(new TestClock(), times, parts);
}

/** The same with its first set in. */
export async function warmBench(
  times?: Partial<RefreshTimes>,
  parts?: Partial<RemoteKeysParts>,
): Promise<Bench> {
  const made = bench(times, parts);
  await made.keys.prefetch();
  return made;
}

afterEach(() => {
  for (const keys of opened.splice(0)) keys.close();
});

/** Asks for a key, by default the one that is served. */
export function find(keys: RemoteKeys, kid: string | undefined = 'a'): ReturnType<RemoteKeys['find']> {
  return keys.find(kid, 'EdDSA');
}

/** What all of them give in the end. */
export function all(
  found: readonly ReturnType<RemoteKeys['find']>[],
): Promise<(VerificationKey | Refusal)[]> {
  return Promise.all(found.map(async (one) => one));
}

/** Lets what is under way in the background, and needs no more than promises, come to its end. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
