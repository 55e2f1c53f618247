import { isPlainObject } from '../claims/index.js';
import { quote } from '../errors/index.js';
import { ALGORITHM_NAMES } from './algorithms.js';
import { discoveryUrl, readJwksUri } from './discovery.js';
import { endpointProblem, isLoopback, shownUrl } from './endpoint.js';
import {
  DISCOVERY_TYPES,
  fetchJson,
  FetchRefusedError,
  JWKS_TYPES,
  type FetchFunction,
} from './fetch-json.js';
import { reasonInWords } from './fetch-reasons.js';
import { bindMembers } from './import-jwks.js';
import { FOR_ENCRYPTION } from './jwk.js';
import { ambiguousKids, KeySet } from './key-set.js';
import type { VerificationKey } from './verification-key.js';

/** One key of a key set, as the library would treat it. */
export interface InspectedKey {
  /** The kid, quoted, or `(no kid)`. */
  readonly name: string;
  /**
   * `used`: verifies tokens; `conditional`: only with `allowMissingKid`; `ambiguous`: another key has its kid; `not-used`:
   * dropped; `other-purpose`: for encryption.
   */
  readonly state: 'used' | 'conditional' | 'ambiguous' | 'not-used' | 'other-purpose';
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
  /** The URLs that were fetched, where there is no key set. */
  readonly tried?: readonly string[];
  /** What else the reader should know, as sentences. */
  readonly notes: readonly string[];
}

function kindOf({ key }: VerificationKey): string {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined) return `RSA, ${modulusLength} bits`;
  return namedCurve === undefined ? 'Ed25519' : `EC, ${namedCurve}`;
}

/** A key without kid is used as the library does it: where it is the only key, and the options say so. */
function inspectKeyWithoutKid(
  key: VerificationKey,
  all: readonly VerificationKey[],
): Pick<InspectedKey, 'state' | 'why'> {
  const set = new KeySet(all, { allowMissingKid: true, kidlessKeysAnswerAll: false });
  return [...key.algorithms].some((algorithm) => typeof set.find(undefined, algorithm) !== 'string')
    ? { state: 'conditional', why: 'used only with allowMissingKid, and only as the sole key' }
    : { state: 'not-used', why: 'it has no kid, and it is not the only key' };
}

function inspectKey(
  key: VerificationKey,
  all: readonly VerificationKey[],
  ambiguous: ReadonlySet<string | undefined>,
): Pick<InspectedKey, 'state' | 'why'> {
  if (key.kid === undefined) return inspectKeyWithoutKid(key, all);
  if (!ambiguous.has(key.kid)) return { state: 'used' };
  return { state: 'ambiguous', why: 'another key has the same kid, so tokens with this kid are refused' };
}

/** What each key of a document becomes. Throws `JwksRefusedError` for a document that is no key set. */
function inspectDocument(document: unknown): readonly InspectedKey[] {
  const members = bindMembers(document);
  const keys = members.flatMap(({ bound }) => (typeof bound === 'string' ? [] : [bound]));
  const ambiguous = new Set(ALGORITHM_NAMES.flatMap((algorithm) => ambiguousKids(keys, algorithm)));
  return members.map(({ name: place, bound }) => {
    // Only a kid is quoted.
    const name = place.startsWith('"') ? place : '(no kid)';
    if (typeof bound !== 'string')
      return {
        name,
        kind: kindOf(bound),
        algorithms: [...bound.algorithms],
        ...inspectKey(bound, keys, ambiguous),
      };
    const state = bound === FOR_ENCRYPTION ? 'other-purpose' : 'not-used';
    return { name, state, algorithms: [], why: bound };
  });
}

const WELL_KNOWN = '/.well-known/openid-configuration';

/** Where the discovery document of an issuer says that its keys are. */
interface Discovered {
  readonly issuer: string;
  readonly jwksUri: string;
}

/** Reasons that differ in what they quote alone, such as the target of a redirect, are one for a reader. */
function isSameReason(one: string, other: string): boolean {
  const [first, second] = [one, other].map((reason) => reason.replace(/"[^"]*"/g, ''));
  return first === second;
}

/** Fetches what a URL stands for: a key set, a discovery document, or an issuer that has one. */
class KeySetInspection {
  /** The URLs that were fetched, as they may be shown. */
  readonly tried: string[] = [];

  constructor(
    private readonly url: string,
    private readonly fetch: FetchFunction,
    private readonly signal: AbortSignal,
  ) {}

  async report(): Promise<KeySetReport> {
    const { url } = this;
    if (url.endsWith(WELL_KNOWN)) return this.ofIssuer(await this.discover(url.slice(0, -WELL_KNOWN.length)));
    if (shownUrl(url).endsWith('.json')) return this.ofKeySet(url);
    let discovered: Discovered;
    try {
      discovered = await this.discover(url);
    } catch (error) {
      if (this.signal.aborted) throw error;
      return this.ofKeySetInstead(url, error as Error);
    }
    return this.ofIssuer(discovered);
  }

  /** For a URL that is no issuer. Where it is no key set either, the message has both reasons, if they differ. */
  private async ofKeySetInstead(url: string, notIssuer: Error): Promise<KeySetReport> {
    try {
      return await this.ofKeySet(url);
    } catch (error) {
      const { message } = error as Error;
      if (isSameReason(notIssuer.message, message)) throw error;
      throw new Error(`it is no issuer (${notIssuer.message}), and no key set (${message})`, {
        cause: error,
      });
    }
  }

  private async discover(given: string): Promise<Discovered> {
    const document = await this.get(discoveryUrl(given), DISCOVERY_TYPES);
    const found = isPlainObject(document) ? document['issuer'] : undefined;
    // A slash at the end of what was typed is no mistake of the issuer.
    const issuer = found === `${given}/` || `${String(found)}/` === given ? String(found) : given;
    return { issuer, jwksUri: readJwksUri(document, issuer) };
  }

  private async ofIssuer({ issuer, jwksUri }: Discovered): Promise<KeySetReport> {
    try {
      return { ...(await this.ofKeySet(jwksUri)), issuer };
    } catch (error) {
      const what = `the discovery document is good, but its jwks_uri ${shownUrl(jwksUri)} gives no key set`;
      throw new Error(`${what}: ${(error as Error).message}`, { cause: error });
    }
  }

  private async ofKeySet(url: string): Promise<KeySetReport> {
    const document = await this.get(url, JWKS_TYPES);
    const isPlain = new URL(url).protocol === 'http:' && isLoopback(new URL(url));
    const note =
      'The keys were fetched over plain http from this machine. From any other machine that is refused.';
    return { source: shownUrl(url), keys: inspectDocument(document), notes: isPlain ? [note] : [] };
  }

  private async get(url: string, accept: string): Promise<unknown> {
    this.tried.push(shownUrl(url));
    try {
      return await fetchJson(url, accept, this.fetch, this.signal);
    } catch (error) {
      throw new FetchRefusedError(reasonInWords((error as Error).message, url), { cause: error });
    }
  }
}

/** What is wrong with the URL, in words. There is no opt-out of https here. */
function urlProblem(url: string): string | undefined {
  const problem = endpointProblem(url, false);
  if (problem === undefined) return undefined;
  const isPlainHttp = endpointProblem(url, true) === undefined;
  return isPlainHttp
    ? 'must be an https:// URL; plain http:// is accepted for this machine only, and keys has no option for that'
    : problem.replace(/\.$/, '');
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
  const problem = urlProblem(url);
  if (problem !== undefined) return { ...nothing, problem: `${quote(shownUrl(url), 200)} ${problem}` };
  const inspection = new KeySetInspection(url, fetch, signal);
  try {
    return await inspection.report();
  } catch (error) {
    return { ...nothing, problem: (error as Error).message, tried: inspection.tried };
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
