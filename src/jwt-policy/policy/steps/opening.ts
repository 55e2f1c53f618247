import { readClaim } from '../../claims/index.js';
import { isRefusal, quoteList, refuse } from '../../errors/index.js';
import {
  checkProcessing,
  parseToken,
  splitToken,
  type TokenOrigin,
  type VerifiedHeaders,
} from '../../tokens/index.js';
import type { PolicyIssuer } from '../policy-issuer.js';
import type { ImmediateStep } from '../step.js';
import { must } from '../subject.js';

/** Reads the token of the call, unless the caller of `decide` has passed one. */
function token(origin: TokenOrigin): ImmediateStep {
  return {
    name: 'token',
    expects: origin.describe,
    needs: [],
    provides: 'token',
    run(subject) {
      if (subject.brought !== undefined) return undefined;
      const read = origin.read(subject.call);
      if (typeof read !== 'string') return read;
      subject.token = read;
      return undefined;
    },
  };
}

/** Runs after the look into the token cache, because a cached token was well-formed. */
function syntax(origin: TokenOrigin, isUnsecured: boolean): ImmediateStep {
  return {
    name: 'syntax',
    expects: 'Bearer, a blank, then letters, digits and -._~+/',
    needs: ['token'],
    provides: 'wellFormed',
    isSettled: true,
    run(subject) {
      subject.segments = splitToken(must(subject.token), isUnsecured);
      // Every character of a JWS is allowed in a bearer token, so only a text that is no JWS needs the check.
      const isFree = subject.segments !== undefined || subject.brought !== undefined;
      const refusal = isFree ? undefined : origin.checkSyntax(must(subject.token));
      if (refusal === undefined) subject.wellFormed = true;
      return refusal;
    },
  };
}

function parse(headers: VerifiedHeaders): ImmediateStep {
  return {
    name: 'parse',
    expects: 'three parts divided by dots: header, payload, signature',
    needs: ['wellFormed'],
    provides: 'parsed',
    isSettled: true,
    run(subject) {
      const parsed = parseToken(must(subject.token), subject.segments, headers);
      if (isRefusal(parsed)) return parsed;
      subject.parsed = parsed;
      return undefined;
    },
  };
}

const processing: ImmediateStep = {
  name: 'header',
  expects: 'no crit in the token header, and no b64 but true',
  needs: ['parsed'],
  isSettled: true,
  run: (subject) => checkProcessing(must(subject.parsed).header),
  found: (subject) => Object.keys(must(subject.parsed).header),
};

/** The only issuer of a policy whose issuer is not checked (`issuer: null`). */
function anyIssuer(issuer: PolicyIssuer): ImmediateStep {
  return {
    name: 'issuer',
    expects: 'any issuer (not checked)',
    needs: ['parsed'],
    provides: 'issuer',
    isSettled: true,
    run(subject) {
      subject.issuer = issuer;
      return undefined;
    },
    found: (subject) => must(subject.parsed).payload.iss,
  };
}

/**
 * Picks the issuer by the exact `iss` (RFC 7519 §4.1.1). `iss` is not verified yet. From here on only the keys of that
 * issuer are used, and the signature is verified over the payload that `iss` was read from.
 */
function namedIssuer(issuers: readonly PolicyIssuer[]): ImmediateStep {
  const names = issuers.map(({ options }) => options.issuer as string);
  const accepted = quoteList(names);
  const byName = new Map<unknown, PolicyIssuer>(issuers.map((issuer) => [issuer.options.issuer, issuer]));
  return {
    name: 'issuer',
    expects: `iss is one of ${issuers.map(({ options }) => JSON.stringify(options.issuer)).join(', ')}`,
    needs: ['parsed'],
    provides: 'issuer',
    isSettled: true,
    run(subject) {
      const iss = readClaim(must(subject.parsed).payload, 'iss');
      subject.issuer = byName.get(iss);
      if (subject.issuer !== undefined) return undefined;
      if (iss === undefined) return refuse('CLAIM_MISSING', 'iss is missing');
      if (typeof iss !== 'string') return refuse('CLAIM_MALFORMED', 'iss is not a string');
      return refuse('ISSUER_REFUSED', `iss is none of the accepted issuers: ${accepted}`);
    },
    claim: 'iss',
    found: (subject) => must(subject.parsed).payload.iss,
    accepts: () => names,
  };
}

/** The steps from the call to the token and its issuer. */
export function openingSteps(
  origin: TokenOrigin,
  issuers: readonly PolicyIssuer[],
  headers: VerifiedHeaders,
): readonly ImmediateStep[] {
  const [sole] = issuers;
  const issuer = sole !== undefined && sole.options.issuer === null ? anyIssuer(sole) : namedIssuer(issuers);
  const isUnsecured = sole?.options.keyOrigin.kind === 'unverified';
  return [token(origin), syntax(origin, isUnsecured), parse(headers), processing, issuer];
}
