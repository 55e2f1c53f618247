import { type ClaimPath, describeClaimPath } from '../claims/index.js';
import { type LikelyCause, REFUSALS, type RefusalCode } from '../errors/index.js';
import { AUDIENCE_CAUSES } from './audience-causes.js';
import { GENERAL_CAUSES } from './general-causes.js';
import { ISSUER_CAUSES } from './issuer-causes.js';
import { KEY_CAUSES } from './key-causes.js';
import type { CauseEvidence, KnownCause } from './known-cause.js';
import { SPELLING_CAUSES } from './spelling-causes.js';
import { TIME_CAUSES } from './time-causes.js';
import { TOKEN_CAUSES } from './token-causes.js';
import { VALUE_CAUSES } from './value-causes.js';

/** Every known cause: the log and explanations read this one table. The first that matches counts. */
export const KNOWN_CAUSES: readonly KnownCause[] = Object.freeze([
  ...TOKEN_CAUSES,
  ...SPELLING_CAUSES,
  ...ISSUER_CAUSES,
  ...KEY_CAUSES,
  ...TIME_CAUSES,
  ...AUDIENCE_CAUSES,
  ...VALUE_CAUSES,
]);

const BY_CODE: Readonly<Record<string, readonly KnownCause[]>> = Object.fromEntries(
  Object.keys(REFUSALS).map((code) => [
    code,
    KNOWN_CAUSES.filter(({ codes }) => (codes as readonly string[]).includes(code)),
  ]),
);

/** The likely cause of a refusal, where a known one matches. Never throws, whatever the token holds. */
export function findCause(evidence: CauseEvidence): LikelyCause | undefined {
  const known = BY_CODE[evidence.code]?.find((cause) => cause.matches(evidence));
  if (known === undefined) return undefined;
  const { name, mender, otherMender } = known;
  const menders = { mender, ...(otherMender && { otherMender }) };
  return Object.freeze({ name, ...menders, sentence: known.sentence(evidence) });
}

/**
 * What a refusal means where no cause is known.
 *
 * @param claim the claim that the refusing step looks at
 */
export function generalCause(code: RefusalCode, claim?: ClaimPath): LikelyCause {
  const [mender, general, otherMender] = GENERAL_CAUSES[code];
  const sentence =
    code === 'CLAIM_MISSING' && claim !== undefined
      ? `the issuer writes no ${describeClaimPath(claim)}, which is required here`
      : general;
  return { name: 'general', mender, ...(otherMender && { otherMender }), sentence };
}
