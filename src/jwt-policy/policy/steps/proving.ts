import { checkAccessToken, freezeClaims } from '../../claims/index.js';
import { isRefusal, quoteList, refuse, type Refusal } from '../../errors/index.js';
import type { DerivedKeys, KeySource, VerificationKey } from '../../keys/index.js';
import {
  checkType,
  describeTypes,
  readAlgorithm,
  readKid,
  verifySignature,
  type VerifiedHeaders,
} from '../../tokens/index.js';
import type { NormalizedIssuer } from '../../options/index.js';
import type { Step } from '../step.js';
import { must, type Subject } from '../subject.js';

function algorithm({ algorithms }: NormalizedIssuer): Step {
  return {
    name: 'alg',
    expects: `alg is one of ${[...algorithms].join(', ')}`,
    needs: ['parsed', 'issuer'],
    provides: 'algorithm',
    isSettled: true,
    run(subject) {
      const alg = readAlgorithm(must(subject.parsed).header, algorithms);
      if (typeof alg === 'object') return alg;
      subject.algorithm = alg;
      return undefined;
    },
    found: (subject) => must(subject.parsed).header['alg'],
    accepts: () => [...algorithms],
  };
}

function type(types: ReadonlySet<string | null>): Step {
  return {
    name: 'typ',
    expects: `typ is one of ${describeTypes(types)}`,
    needs: ['parsed', 'issuer'],
    isSettled: true,
    run: (subject) => checkType(must(subject.parsed).header, types),
    found: (subject) => must(subject.parsed).header['typ'],
  };
}

function take(subject: Subject, found: VerificationKey | Refusal): Refusal | undefined {
  if (isRefusal(found)) return found;
  subject.key = found;
  return undefined;
}

function key(keys: KeySource): Step {
  const expects = 'a key of the issuer with the kid of the token, for its alg';
  const kids = (): readonly string[] => keys.inspect().flatMap((state) => state.kids);
  return {
    name: 'key',
    expects,
    expectsNow() {
      const known = kids();
      return known.length === 0 ? expects : `${expects}: ${quoteList(known)}`;
    },
    needs: ['parsed', 'issuer', 'algorithm'],
    provides: 'key',
    isSettled: true,
    effect: 'may fetch the key set of the issuer',
    run(subject) {
      const read = readKid(must(subject.parsed).header);
      if (isRefusal(read)) return read;
      const found = keys.find(read.kid, must(subject.algorithm));
      return found instanceof Promise ? found.then((late) => take(subject, late)) : take(subject, found);
    },
    look(subject) {
      const read = readKid(must(subject.parsed).header);
      if (isRefusal(read)) return read;
      const found = keys.look(read.kid, must(subject.algorithm));
      return found === undefined ? 'unknown' : take(subject, found);
    },
    found: (subject) => must(subject.parsed).header['kid'],
    accepts: kids,
  };
}

/**
 * The step of a key that depends on the call, for example on the claims of an earlier policy. The token alone does not
 * settle it.
 */
function derivedKey(keys: DerivedKeys): Step {
  return {
    name: 'key',
    expects: keys.describe,
    needs: ['parsed', 'issuer', 'algorithm'],
    provides: 'key',
    run(subject) {
      const { attributes, signedAuthentication: authentication } = subject;
      const found = keys.find({ attributes, authentication, now: subject.now }, must(subject.algorithm));
      return take(subject, found);
    },
  };
}

/** Makes the payload the claims, deep-frozen. */
function acceptClaims(subject: Subject): void {
  const { payload } = must(subject.parsed);
  freezeClaims(payload);
  subject.verified = payload;
}

function concludeSignature(
  subject: Subject,
  isValid: boolean,
  headers: VerifiedHeaders,
): Refusal | undefined {
  if (!isValid) return refuse('SIGNATURE_INVALID', 'the signature does not match the key');
  headers.add(must(subject.segments)[0], must(subject.parsed).header);
  acceptClaims(subject);
  return undefined;
}

/** Verifies the signature. The payload then becomes the claims, deep-frozen. */
function signature(headers: VerifiedHeaders): Step {
  return {
    name: 'signature',
    expects: 'a signature of that key over header and payload',
    needs: ['parsed', 'algorithm', 'key'],
    provides: 'verified',
    isSettled: true,
    run(subject) {
      const { token, signatureBytes } = must(subject.parsed);
      const isValid = verifySignature(token, signatureBytes, must(subject.algorithm), must(subject.key));
      return isValid instanceof Promise
        ? isValid.then((late) => concludeSignature(subject, late, headers))
        : concludeSignature(subject, isValid, headers);
    },
  };
}

/** Replaces the signature step if the options say that no signature is verified. Any `alg` of the token passes. */
const unverified: Step = {
  name: 'signature',
  expects: 'nothing: signatures are not verified',
  needs: ['parsed'],
  provides: 'verified',
  run(subject) {
    acceptClaims(subject);
    return undefined;
  },
};

/** Refuses tokens that are no access tokens. The claims of a token never change, so a cached token skips it. */
const accessToken: Step = {
  name: 'kind',
  expects: 'an access token: no id token, refresh token or logout token',
  needs: ['verified'],
  isSettled: true,
  run: (subject) => checkAccessToken(subject.claims),
};

/** The steps from the issuer to the verified claims. They depend on the token and its key alone. */
export function signatureSteps(
  issuer: NormalizedIssuer,
  keys: KeySource,
  headers: VerifiedHeaders,
): readonly Step[] {
  const { keyOrigin, types } = issuer;
  const typeSteps = types === null ? [] : [type(types)];
  const kindSteps = issuer.acceptIdTokens ? [] : [accessToken];
  if (keyOrigin.kind === 'unverified') return [...typeSteps, unverified, ...kindSteps];
  const keyStep = keyOrigin.kind === 'derived' ? derivedKey(keyOrigin.keys) : key(keys);
  return [algorithm(issuer), ...typeSteps, keyStep, signature(headers), ...kindSteps];
}
