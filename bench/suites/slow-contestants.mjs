import { CORPORA } from '../corpus/corpora.mjs';

/** Tokens that are known to the server, and tokens that take long. */
export const KNOWN = 'rs256';
export const SLOW = ['es384', 'rs256-4096'].map((name) => ({ name, algorithm: CORPORA[name].algorithm }));
export const CORPORA_USED = [KNOWN, ...SLOW.map(({ name }) => name)];

export const OURS = 'ours';
export const SYNCHRONOUS = 'synchronous (jsonwebtoken, KeyObject)';
/** Slow calls under way at a time. */
export const CONCURRENCY = 32;
