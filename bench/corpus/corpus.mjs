import { createPublicKey, createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../.build/corpus');
const SCHEME = 'Bearer '.length;

/** @param {'json' | 'tokens'} kind */
export function corpusFile(name, kind) {
  return join(FOLDER, `${name}.${kind}`);
}

/**
 * Signed tokens as bytes. Every read makes a new string, as a server gets one with each request: a string that was
 * used before carries its hash, and makes caches look ten times faster than they are.
 */
export class Corpus {
  #bytes;
  #starts = [];
  #ends = [];

  constructor(name) {
    Object.assign(this, JSON.parse(readFileSync(corpusFile(name, 'json'), 'utf8')));
    this.#bytes = readFileSync(corpusFile(name, 'tokens'));
    for (let start = 0; start < this.#bytes.length;) {
      const end = this.#bytes.indexOf(10, start);
      this.#starts.push(start);
      this.#ends.push(end);
      start = end + 1;
    }
  }

  get size() {
    return this.#starts.length;
  }

  /** `Bearer …`, a string never seen before. */
  bearer(index) {
    return this.#bytes.latin1Slice(this.#starts[index], this.#ends[index]);
  }

  /** The token, a string never seen before. */
  token(index) {
    return this.#bytes.latin1Slice(this.#starts[index] + SCHEME, this.#ends[index]);
  }

  /** The prepared verification key. */
  key() {
    return this.secret === undefined
      ? createPublicKey(this.pem)
      : createSecretKey(Buffer.from(this.secret, 'base64url'));
  }
}
