import { isPlainObject } from '../claims/index.js';
import { quote } from '../errors/index.js';
import { ALGORITHM_NAMES } from './algorithms.js';
import { discoveryUrl, readJwksUri } from './discovery.js';
import { endpointProblem, isLoopback, shownUrl } from './endpoint.js';
import { DISCOVERY_TYPES, fetchJson, JWKS_TYPES, type FetchFunction } from './fetch-json.js';
import { bindMembers, type BoundMember } from './import-jwks.js';
import { FOR_ENCRYPTION } from './jwk.js';
import { ambiguousKids } from './key-set.js';
import type { VerificationKey } from './verification-key.js';

/** One key of a key set, as the library would treat it. */
export interface InspectedKey {
  /** The kid, quoted, or the place in the set where there is none. */
  readonly name: string;
  /** `used`: verifies tokens; `ambiguous`: another key has its kid; `not-used`: dropped; `other-purpose`: for encryption. */
  readonly state: 'used' | 'ambiguous' | 'not-used' | 'other-purpose';
  /** `RSA, 2048 bits`. Absent for a key that could not be read. */
  readonly kind?: string;
  /** The algorithms that it verifies. */
  readonly algorithms: readonly string[];
  /** Why it is not used, or what to know of it. */
  readonly why?: string;
}

/** What a key set holds. */
export interface KeySetReport {
  /** Where the set comes from, without the query. */
  readonly source: string;
  /** The issuer whose discovery document named it. */
  readonly issuer?: string;
  readonly keys: readonly InspectedKey[];
  /** Why there is no key set at all. */
  readonly problem?: string;
  /** What else the reader should know, as sentences. */
  readonly notes: readonly string[];
}

function kindOf({ key }: VerificationKey): string {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined) return `RSA, ${modulusLength} bits`;
  return namedCurve === undefined ? 'Ed25519' : `EC, ${namedCurve}`;
}

function inspectMember(
  { name, bound }: BoundMember,
  ambiguous: ReadonlySet<string | undefined>,
): InspectedKey {
  if (typeof bound === 'string')
    return {
      name,
      state: bound === FOR_ENCRYPTION ? 'other-purpose' : 'not-used',
      algorithms: [],
      why: bound,
    };
  const read = { name, kind: kindOf(bound), algorithms: [...bound.algorithms] };
  if (bound.kid === undefined)
    return {
      ...read,
      state: 'used',
      why: 'it has no kid: only allowMissingKid lets tokens use it, where it is the only key',
    };
  return ambiguous.has(bound.kid)
    ? {
        ...read,
        state: 'ambiguous',
        why: 'another key has the same kid, so tokens with this kid are refused',
      }
    : { ...read, state: 'used' };
}

/** What each key of a document becomes. Throws `JwksRefusedError` for a document that is no key set. */
function inspectDocument(document: unknown): readonly InspectedKey[] {
  const members = bindMembers(document);
  const keys = members.flatMap(({ bound }) => (typeof bound === 'string' ? [] : [bound]));
  const ambiguous = new Set(ALGORITHM_NAMES.flatMap((algorithm) => ambiguousKids(keys, algorithm)));
  return members.map((member) => inspectMember(member, ambiguous));
}

const WELL_KNOWN = '/.well-known/openid-configuration';

/** Fetches what a URL stands for: a key set, a discovery document, or an issuer that has one. */
class KeySetInspection {
  constructor(
    private readonly url: string,
    private readonly fetch: FetchFunction,
    private readonly signal: AbortSignal,
  ) {}

  async report(): Promise<KeySetReport> {
    const { url } = this;
    if (url.endsWith(WELL_KNOWN)) return this.ofIssuer(url.slice(0, -WELL_KNOWN.length));
    if (shownUrl(url).endsWith('.json')) return this.ofKeySet(url);
    try {
      return await this.ofIssuer(url);
    } catch (error) {
      return this.ofKeySetInstead(url, error);
    }
  }

  /** For a URL that is no issuer. Where it is no key set either, the message has both reasons. */
  private async ofKeySetInstead(url: string, notIssuer: unknown): Promise<KeySetReport> {
    try {
      return await this.ofKeySet(url);
    } catch (error) {
      const reasons = [notIssuer, error].map((one) => (one as Error).message);
      throw new Error(`it is no issuer (${reasons[0]}), and no key set (${reasons[1]})`, { cause: error });
    }
  }

  private async ofIssuer(given: string): Promise<KeySetReport> {
    const document = await fetchJson(discoveryUrl(given), DISCOVERY_TYPES, this.fetch, this.signal);
    const found = isPlainObject(document) ? document['issuer'] : undefined;
    // A slash at the end of what was typed is no mistake of the issuer.
    const issuer = found === `${given}/` || `${String(found)}/` === given ? String(found) : given;
    const report = await this.ofKeySet(readJwksUri(document, issuer));
    return { ...report, issuer };
  }

  private async ofKeySet(url: string): Promise<KeySetReport> {
    const document = await fetchJson(url, JWKS_TYPES, this.fetch, this.signal);
    const isPlain = new URL(url).protocol === 'http:' && isLoopback(new URL(url));
    const note =
      'The keys were fetched over plain http from this machine. From any other machine that is refused.';
    return { source: shownUrl(url), keys: inspectDocument(document), notes: isPlain ? [note] : [] };
  }
}

/**
 * Fetches a key set by its URL, that of a discovery document, or an issuer, and reports what the library makes of each
 * key. https only, plain http from this machine; no redirects, at most 1 MB, until the signal ends it. Never rejects.
 */
export async function inspectKeySet(
  url: string,
  fetch: FetchFunction,
  signal: AbortSignal,
): Promise<KeySetReport> {
  const nothing = { source: shownUrl(url), keys: [], notes: [] };
  const problem = endpointProblem(url, false);
  if (problem !== undefined)
    return { ...nothing, problem: `${quote(shownUrl(url), 200)} ${problem.replace(/\.$/, '')}` };
  try {
    return await new KeySetInspection(url, fetch, signal).report();
  } catch (error) {
    return { ...nothing, problem: (error as Error).message };
  }
}

/** The same for a document that is at hand. */
export function inspectKeySetText(source: string, text: string): KeySetReport {
  try {
    return { source, keys: inspectDocument(JSON.parse(text)), notes: [] };
  } catch (error) {
    const problem = error instanceof SyntaxError ? 'the file is not JSON' : (error as Error).message;
    return { source, keys: [], notes: [], problem };
  }
}
