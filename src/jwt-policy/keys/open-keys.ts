import type { JwtPolicyClock } from '../clock.js';
import type { DerivedKeys } from './derived-keys.js';
import { discoveryUrl, readJwksUri } from './discovery.js';
import { shownUrl } from './endpoint.js';
import { DISCOVERY_TYPES, fetchJson, JWKS_TYPES, type FetchFunction } from './fetch-json.js';
import { fetchJwks, type ImportedJwks } from './import-jwks.js';
import { KeySet } from './key-set.js';
import { KeySetFindings } from './key-set-findings.js';
import type { KeySource, Report } from './key-source.js';
import { MergedKeys } from './merged-keys.js';
import { RemoteKeys, type RefreshTimes, type RemoteKeysParts } from './remote-keys.js';
import { StaticKeys } from './static-keys.js';
import type { VerificationKey } from './verification-key.js';

/** Where the keys of an issuer come from: at hand, at a URL, at the URL that its discovery document names, or from the call. */
export type KeyOrigin =
  | { readonly kind: 'static'; readonly keys: readonly VerificationKey[] }
  | {
      readonly kind: 'jwks';
      readonly urls: readonly string[];
      /** What is printed in the place of the URLs. */
      readonly shownAs?: string;
    }
  | { readonly kind: 'discovery'; readonly issuer: string }
  /** Found at each call by a step of its own. */
  | { readonly kind: 'derived'; readonly keys: DerivedKeys }
  /** There are none: no signature is verified. */
  | { readonly kind: 'unverified' };

/** What key sources share. */
export interface KeyEnvironment {
  readonly clock: JwtPolicyClock;
  readonly fetch: FetchFunction;
  readonly report: Report;
  readonly random: () => number;
  /** The fetched sets of all issuers: those that ask for the same URL keep one between them, fetched once for all. */
  readonly fetched: Map<string, KeySource>;
}

type Load = (signal: AbortSignal) => Promise<ImportedJwks>;

function loadFrom(url: string, fetch: FetchFunction): Load {
  return (signal) => fetchJwks(url, (uri) => fetchJson(uri, JWKS_TYPES, fetch, signal));
}

/** Asks for the `jwks_uri` each time: an issuer that moves its keys is followed at the next refresh. */
function loadDiscovered(issuer: string, fetch: FetchFunction): Load {
  return async (signal) => {
    const document = await fetchJson(discoveryUrl(issuer), DISCOVERY_TYPES, fetch, signal);
    return loadFrom(readJwksUri(document, issuer), fetch)(signal);
  };
}

/** The key source of one issuer, made unless another one has the same. Nothing is fetched yet. */
export function openKeys(
  origin: KeyOrigin,
  issuer: string | null,
  allowMissingKid: boolean,
  times: RefreshTimes,
  environment: KeyEnvironment,
): KeySource {
  if (origin.kind !== 'jwks' && origin.kind !== 'discovery') {
    const keys = origin.kind === 'static' ? origin.keys : [];
    return new StaticKeys(issuer, new KeySet(keys, { allowMissingKid, kidlessKeysAnswerAll: true }));
  }
  // A discovery document has to name its issuer; a set at a URL is the same whoever signs with it.
  const same = JSON.stringify([origin, allowMissingKid, times]);
  const known = environment.fetched.get(same);
  if (known !== undefined) return known;
  const keys = openFetched(origin, { issuer, allowMissingKid, times }, environment);
  environment.fetched.set(same, keys);
  return keys;
}

function openFetched(
  origin: Extract<KeyOrigin, { kind: 'jwks' | 'discovery' }>,
  whose: Pick<RemoteKeysParts, 'issuer' | 'allowMissingKid' | 'times'>,
  { fetch, clock, report, random }: KeyEnvironment,
): KeySource {
  const findings = new KeySetFindings(whose.issuer, report);
  const open = (url: string, load: Load): RemoteKeys => {
    const onSet = (set: ImportedJwks): void => findings.received(url, set);
    return new RemoteKeys({ ...whose, clock, report, random, url, load, onSet });
  };
  if (origin.kind === 'discovery')
    return open(shownUrl(discoveryUrl(origin.issuer)), loadDiscovered(origin.issuer, fetch));
  const { urls, shownAs } = origin;
  const sources = urls.map((url) => open(shownAs ?? shownUrl(url), loadFrom(url, fetch)));
  return sources.length === 1 && sources[0] !== undefined ? sources[0] : new MergedKeys(sources);
}
