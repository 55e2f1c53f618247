import { FifoMap } from './fifo-map.js';

type Header = Readonly<Record<string, unknown>>;

/** An issuer has as many headers as it has keys. Some write something new into each, and must not fill the memory. */
export const MAX_HEADERS = 100;
/** Of the encoded header. Longer ones hold certificates or the like, which no step reads. */
export const MAX_HEADER_CHARACTERS = 512;

/**
 * Parsed headers by their segment (RFC 7515 §3.1), for parseToken(). The tokens of one key have the same header;
 * parsing it took 0.6 µs of the 35 of a decision about a new token. Only headers of tokens whose signature was verified
 * are kept, so that nobody else can displace one. A header that is found here is no sign of a good token: every check
 * of it is made at each call. Bounded in number and length; the oldest goes first.
 */
export class VerifiedHeaders {
  private readonly headers = new FifoMap<Header>();

  /** The header that this segment is parsed to. */
  get(segment: string): Header | undefined {
    return this.headers.get(segment);
  }

  /** Keeps the header of a token whose signature was verified, frozen. */
  add(segment: string, header: Header): void {
    if (segment.length > MAX_HEADER_CHARACTERS || this.headers.get(segment) !== undefined) return;
    this.headers.add(copyOf(segment), Object.freeze(header));
    if (this.headers.size > MAX_HEADERS) this.headers.takeOldest();
  }
}

/** The same text in memory of its own: a part of a text would keep all of it alive, here a bearer token. */
function copyOf(segment: string): string {
  return Buffer.from(segment, 'latin1').toString('latin1');
}
