import { isRefusal } from '../errors/index.js';
import { DerivedKeys, isSymmetric, verificationKey, type KeyContext, type KeyOrigin } from '../keys/index.js';
import type { NormalizedIssuer } from '../options/index.js';
import type { IssuerState } from './issuer-state.js';

/** Keys of the options without kid answer for tokens with any kid; the keys in their place do the same. */
function staticKeys(
  { algorithms }: NormalizedIssuer,
  { keys }: Extract<KeyOrigin, { kind: 'static' }>,
  states: readonly IssuerState[],
): KeyOrigin {
  const isKidless = keys.some(({ kid }) => kid === undefined) && states.length === 1;
  const replaced = states.flatMap((state) =>
    [...algorithms].map((algorithm) => {
      const { kid, pair } = state.signingKey(algorithm);
      return verificationKey(pair.verifying, isKidless ? undefined : kid, algorithm);
    }),
  );
  return { kind: 'static', keys: replaced };
}

/** The application derives a key as before; where it finds one, the key of the test issuer is used. */
function derivedKeys(
  { algorithms }: NormalizedIssuer,
  { keys }: Extract<KeyOrigin, { kind: 'derived' }>,
  state: IssuerState,
): KeyOrigin {
  const first = [...algorithms][0] ?? 'RS256';
  const replaced = isSymmetric(first)
    ? { key: state.signingKey(first).pair.verifying }
    : { jwks: { keys: state.publicKeys(algorithms) } };
  const derive = (context: KeyContext): typeof replaced | undefined =>
    [...algorithms].some((algorithm) => !isRefusal(keys.find(context, algorithm))) ? replaced : undefined;
  return { kind: 'derived', keys: new DerivedKeys({ describe: keys.describe, derive }) };
}

/**
 * The options of an issuer with the keys of those that stand in for it, in the places where keys are not fetched. Every
 * check stays as it is configured.
 */
export function impersonate(options: NormalizedIssuer, states: readonly IssuerState[]): NormalizedIssuer {
  const { keyOrigin } = options;
  const [first] = states;
  if (first === undefined) return options;
  if (keyOrigin.kind === 'static')
    return Object.freeze({ ...options, keyOrigin: staticKeys(options, keyOrigin, states) });
  if (keyOrigin.kind === 'derived')
    return Object.freeze({ ...options, keyOrigin: derivedKeys(options, keyOrigin, first) });
  return options;
}
