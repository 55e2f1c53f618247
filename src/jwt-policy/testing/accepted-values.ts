import { quote } from '../errors/index.js';
import type { SignatureAlgorithm } from '../keys/index.js';
import type { NormalizedIssuer } from '../options/index.js';
import { TestKitError } from './test-kit-error.js';

type Expectations = readonly NormalizedIssuer[];

/** Those whose keys are made quickly come first. */
const PREFERRED: readonly SignatureAlgorithm[] = [
  'ES256',
  'EdDSA',
  'Ed25519',
  'ES384',
  'ES512',
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
];

/** Where no signature is verified, no algorithm is asked for either. */
function accepts({ keyOrigin, algorithms }: NormalizedIssuer, algorithm: SignatureAlgorithm): boolean {
  return keyOrigin.kind === 'unverified' || algorithms.has(algorithm);
}

/** The default of the option `algorithms`: it is accepted by an application of which nothing is known. */
const DEFAULT_ALGORITHM: SignatureAlgorithm = 'RS256';

/** The algorithm of valid tokens: one that all expectations have in common. */
export function acceptedAlgorithm(expectations: Expectations, issuer: string): SignatureAlgorithm {
  if (expectations.length === 0) return DEFAULT_ALGORITHM;
  const found = PREFERRED.find((algorithm) => expectations.every((one) => accepts(one, algorithm)));
  if (found !== undefined) return found;
  throw new TestKitError(
    `The policies of the application accept no algorithm in common for the issuer ${quote(issuer, 200)}: name one, in token(claims, { algorithm }) or createTestIssuer({ algorithm }).`,
  );
}

/** A cheap algorithm that none accepts, or undefined. */
export function refusedAlgorithm(expectation: NormalizedIssuer): SignatureAlgorithm | undefined {
  return PREFERRED.find((algorithm) => !accepts(expectation, algorithm));
}

/** The `aud` of valid tokens: one that all expectations have in common, or one of each. Undefined where none is checked. */
export function acceptedAudience(expectations: Expectations): string | readonly string[] | undefined {
  const sets = expectations.flatMap(({ audience }) => (audience === null ? [] : [audience]));
  const [first] = sets;
  if (first === undefined) return undefined;
  const common = [...first].find((value) => sets.every((set) => set.has(value)));
  return common ?? [...new Set(sets.flatMap((set) => [...set].slice(0, 1)))];
}

/** The `typ` of valid tokens; undefined for none. */
export function acceptedType(expectations: Expectations): string | undefined {
  const sets = expectations.flatMap(({ types }) => (types === null ? [] : [types]));
  const candidates = ['jwt', ...sets.flatMap((set) => [...set])];
  const found = candidates.find((type) => sets.every((set) => set.has(type)));
  return found === 'jwt' ? 'JWT' : (found ?? undefined);
}
