import { generateKeyPairSync } from 'node:crypto';
import { afterEach } from '@jest/globals';
import { RemoteKeys, } from '../../src/jwt-policy/keys/remote-keys.js';
import { verificationKey } from '../../src/jwt-policy/keys/verification-key.js';
import { TestClock } from './test-clock.js';
/** The issuer whose keys a bench keeps. */
export const ISSUER = 'https://id.example.com';
/** In seconds. */
export const HOUR = 3600;
const TIMES = {
    timeToLiveMs: HOUR * 1000,
    maxStaleMs: HOUR * 1000,
    timeoutMs: 5000,
    cooldownMs: 30_000,
};
const { publicKey } = generateKeyPairSync('ed25519');
const { publicKey: otherPublicKey } = generateKeyPairSync('ed25519');
/** A key made anew, of the same key material as every other one of these. */
export function keyNamed(kid) {
    return verificationKey(publicKey, kid);
}
/** A key of other key material. */
export function otherKeyNamed(kid) {
    return verificationKey(otherPublicKey, kid);
}
/** A key set endpoint in memory: counts its calls, and answers, fails or keeps silent on command. */
export class Endpoint {
    constructor() {
        this.loads = 0;
        this.answer = () => Promise.reject(new Error('not told what to serve'));
        this.load = (signal) => {
            this.loads += 1;
            return new Promise((resolve, reject) => {
                const abort = () => reject(new Error(String(signal.reason)));
                if (signal.aborted)
                    abort();
                signal.addEventListener('abort', abort);
                this.answer().then(resolve, reject);
            });
        };
    }
    serve(...kids) {
        this.serveSet({ keys: kids.map(keyNamed), dropped: [] });
    }
    serveSet(set) {
        this.answer = async () => set;
    }
    fail(error) {
        this.answer = async () => {
            throw error;
        };
    }
    /** Keeps every call waiting until what is returned is called. */
    hold() {
        let release = () => undefined;
        const held = new Promise((resolve) => (release = resolve));
        this.answer = () => held;
        return (...kids) => release({ keys: kids.map(keyNamed), dropped: [] });
    }
}
const opened = [];
/** A key source over an endpoint that serves the key `a`, nothing fetched yet. It is closed after the test. */
export function benchOn(clock, times = {}, parts = {}) {
    const [endpoint, reports] = [new Endpoint(), []];
    endpoint.serve('a');
    const keys = new RemoteKeys({
        issuer: ISSUER,
        allowMissingKid: false,
        url: 'https://id.example.com/jwks',
        times: { ...TIMES, ...times },
        load: endpoint.load,
        clock,
        report: (level, message) => reports.push(`${level}: ${message}`),
        random: () => 1,
        ...parts,
    });
    opened.push(keys);
    return { keys, endpoint, clock, reports };
}
/** The same on a clock without timers. */
export function bench(times, parts) {
    return benchOn(new TestClock(), times, parts);
}
/** The same with its first set in. */
export async function warmBench(times, parts) {
    const made = bench(times, parts);
    await made.keys.prefetch();
    return made;
}
afterEach(() => {
    for (const keys of opened.splice(0))
        keys.close();
});
/** Asks for a key, by default the one that is served. */
export function find(keys, kid = 'a') {
    return keys.find(kid, 'EdDSA');
}
/** What all of them give in the end. */
export function all(found) {
    return Promise.all(found.map(async (one) => one));
}
/** Lets what is under way in the background, and needs no more than promises, come to its end. */
export function settled() {
    return new Promise((resolve) => setImmediate(resolve));
}
