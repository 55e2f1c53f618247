import type { JwtPolicyClock } from '../clock.js';
import { quote } from '../errors/index.js';
import type { DerivedKeys } from './derived-keys.js';
import { discoveryUrl, readJwksUri } from './discovery.js';
import { shownUrl } from './endpoint.js';
import {
  DISCOVERY_TYPES,
  fetchJson,
  FetchRefusedError,
  JWKS_TYPES,
  type FetchFunction,
} from './fetch-json.js';
import { fetchJwks, loadJwksRsa, type ImportedJwks } from './import-jwks.js';
import { KeySet } from './key-set.js';
import { KeySetFindings } from './key-set-findings.js';
import type { KeySource, Report } from './key-source.js';
import { MergedKeys } from './merged-keys.js';
import { RemoteKeys, type RefreshTimes, type RemoteKeysParts } from './remote-keys.js';
import { StaticKeys } from './static-keys.js';
import type { VerificationKey } from './verification-key.js';

/** Where the keys of an issuer come from: the options, a URL, the URL that its discovery document names, or the call. */
export type KeyOrigin =
  | { readonly kind: 'static'; readonly keys: readonly VerificationKey[] }
  | {
      readonly kind: 'jwks';
      readonly urls: readonly string[];
      /** Shown in place of the URLs, because their paths are secret. */
      readonly shownAs?: string;
    }
  | { readonly kind: 'discovery'; readonly issuer: string }
  /** Found at each call by a step of its own. */
  | { readonly kind: 'derived'; readonly keys: DerivedKeys }
  /** No keys: no signature is verified. */
  | { readonly kind: 'unverified' };

/** What all key sources of a module share. */
export interface KeyEnvironment {
  readonly clock: JwtPolicyClock;
  readonly fetch: FetchFunction;
  readonly report: Report;
  readonly random: () => number;
  /** The fetched sets of all issuers. Issuers with the same URL share one set, which is fetched once for all. */
  readonly fetched: Map<string, KeySource>;
}

type Load = (signal: AbortSignal) => Promise<ImportedJwks>;

function loadFrom(url: string, fetch: FetchFunction): Load {
  return (signal) => fetchJwks(url, (uri) => fetchJson(uri, JWKS_TYPES, fetch, signal));
}

/** Asks for the `jwks_uri` at each refresh, so that an issuer may move its keys. */
function loadDiscovered(issuer: string, fetch: FetchFunction): Load {
  return async (signal) => {
    const document = await fetchJson(discoveryUrl(issuer), DISCOVERY_TYPES, fetch, signal);
    const url = readJwksUri(document, issuer);
    return loadFrom(
      url,
      fetch,
    )(signal).catch((error: unknown) => {
      throw new FetchRefusedError(
        `its jwks_uri ${quote(shownUrl(url), 200)} failed: ${(error as Error).message}`,
      );
    });
  };
}

/** For a URL whose path is a secret: the target of a redirect could repeat it. */
function withoutUrls(load: Load): Load {
  return (signal) =>
    load(signal).catch((error: unknown) => {
      throw new FetchRefusedError(
        (error as Error).message.replaceAll(/"https?:[^"]*"/g, 'a URL that is not shown'),
      );
    });
}

/** The key source of one issuer, shared with issuers that ask for the same set. Nothing is fetched yet. */
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
  // A discovery origin has its issuer in it. The set at a URL does not depend on the issuer.
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
    return new RemoteKeys({ ...whose, clock, report, random, url, load, beforeLoad: loadJwksRsa, onSet });
  };
  if (origin.kind === 'discovery')
    return open(shownUrl(discoveryUrl(origin.issuer)), loadDiscovered(origin.issuer, fetch));
  const { urls, shownAs } = origin;
  const sources = urls.map((url) => {
    const load = loadFrom(url, fetch);
    return shownAs === undefined ? open(shownUrl(url), load) : open(shownAs, withoutUrls(load));
  });
  return sources.length === 1 && sources[0] !== undefined ? sources[0] : new MergedKeys(sources);
}
