import {
  checkAudience,
  checkExpiry,
  checkIssuedAt,
  checkNotBefore,
  checkUnbound,
  readClaim,
} from '../../claims/index.js';
import { quote, quoteList } from '../../errors/index.js';
import type { Report } from '../../keys/index.js';
import type { NormalizedIssuer } from '../../options/index.js';
import type { Resolved, Step } from '../step.js';
import { tokenDigest } from '../../tokens/index.js';
import { must, type Subject } from '../subject.js';

const VERIFIED: readonly Resolved[] = ['verified'];

function foundClaim(name: string): (subject: Subject) => unknown {
  return (subject) => readClaim(subject.claims, name);
}

function timeSteps({
  clockToleranceSeconds: tolerance,
  requireExp,
  requireNbf,
  maxAgeSeconds,
}: NormalizedIssuer): readonly Step[] {
  const age = maxAgeSeconds === undefined ? '' : `, and at most ${maxAgeSeconds} s ago`;
  return [
    {
      name: 'exp',
      expects: `exp is in the future${requireExp ? '' : ' where present'} (tolerance ${tolerance} s)`,
      needs: VERIFIED,
      run: (subject) => checkExpiry(subject.claims, requireExp, subject.moment(tolerance)),
      claim: 'exp',
      found: foundClaim('exp'),
    },
    {
      name: 'nbf',
      expects: `nbf is not in the future${requireNbf ? '' : ' where present'} (tolerance ${tolerance} s)`,
      needs: VERIFIED,
      run: (subject) => checkNotBefore(subject.claims, requireNbf, subject.moment(tolerance)),
      claim: 'nbf',
      found: foundClaim('nbf'),
    },
    {
      name: 'iat',
      expects: `iat is not in the future${age === '' ? ' where present' : age} (tolerance ${tolerance} s)`,
      needs: VERIFIED,
      run: (subject) => checkIssuedAt(subject.claims, maxAgeSeconds, subject.moment(tolerance)),
      claim: 'iat',
      found: foundClaim('iat'),
    },
  ];
}

/** The `aud` of a token for the log, quoted and shortened. */
function shownAudience(aud: unknown): string {
  return Array.isArray(aud) ? quoteList(aud as string[]) : quote(aud, 200);
}

/**
 * The detail of the refusal names the configured audiences. Those of the token are a claim value, so they are logged at
 * level `debug` only, which an operator switches on to look for the mistake.
 */
function audience(
  accepted: ReadonlySet<string>,
  { requireAud: required, audienceShownAs: shownAs }: NormalizedIssuer,
  report: Report,
): Step {
  const values = shownAs ?? [...accepted].map((value) => JSON.stringify(value)).join(', ');
  return {
    name: 'aud',
    expects: `aud is one of ${values}${required ? '' : ' where present'}`,
    needs: VERIFIED,
    run(subject) {
      const refusal = checkAudience(subject.claims, accepted, required, shownAs);
      if (refusal?.code === 'AUDIENCE_REFUSED' && !subject.isExplained)
        report(
          'debug',
          `The token ${tokenDigest(must(subject.token))} was refused for its aud: ${shownAudience(subject.claims.aud)}`,
        );
      return refusal;
    },
    claim: 'aud',
    found: foundClaim('aud'),
    accepts: () => [...accepted],
  };
}

const unbound: Step = {
  name: 'cnf',
  expects: 'no cnf: a bound token is no bearer token',
  needs: VERIFIED,
  run: (subject) => checkUnbound(subject.claims),
  found: foundClaim('cnf'),
};

/** The checks of the registered claims (RFC 7519 §4.1) that the issuer's options ask for. */
export function registeredClaimSteps(issuer: NormalizedIssuer, report: Report): readonly Step[] {
  return [
    ...timeSteps(issuer),
    ...(issuer.audience === null ? [] : [audience(issuer.audience, issuer, report)]),
    ...(issuer.acceptBoundTokens ? [] : [unbound]),
  ];
}
