import type { CauseEvidence, KnownCause } from './known-cause.js';

/** A time later than this in seconds was written in milliseconds: as seconds it is in the year 5138. */
const MILLISECONDS = 1e11;

/** Clocks that differ by more are rare; then the token is simply old. */
const CLOCK_SECONDS = 15 * 60;

const TIMES = ['exp', 'nbf', 'iat'] as const;

/** Whether a time claim is in milliseconds. An `exp` like that never passes, so the token lives for ever. */
export function isInMilliseconds(time: unknown): boolean {
  return typeof time === 'number' && time > MILLISECONDS && Number.isFinite(time);
}

function inMilliseconds({ claims }: CauseEvidence): readonly string[] {
  return TIMES.filter((name) => isInMilliseconds(claims[name]));
}

/** `45 s`, `3 min`, `2 h`. */
function roughly(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** How far the latest of the times that must have passed is in the future. */
function aheadOf({ claims: { nbf, iat }, nowSeconds }: CauseEvidence): number {
  const times = [nbf, iat].filter((time) => typeof time === 'number');
  return Math.max(...times) - nowSeconds;
}

/** Causes of a time that does not fit. */
export const TIME_CAUSES: readonly KnownCause[] = [
  {
    name: 'milliseconds',
    codes: ['TOKEN_NOT_YET_VALID'],
    mender: 'issuer',
    sentence: (evidence) => {
      const names = inMilliseconds(evidence);
      return `${names.join(' and ')} ${names.length > 1 ? 'are' : 'is'} written in milliseconds, not in seconds`;
    },
    matches: (evidence) => inMilliseconds(evidence).length > 0,
  },
  {
    name: 'clock-behind',
    codes: ['TOKEN_NOT_YET_VALID'],
    mender: 'operator',
    otherMender: 'issuer',
    sentence: (evidence) =>
      `this service's clock is behind by ${roughly(aheadOf(evidence))}, or the issuer's is ahead: compare both with the right time`,
    matches: () => true,
  },
  {
    name: 'just-expired',
    codes: ['TOKEN_EXPIRED'],
    mender: 'caller',
    otherMender: 'operator',
    sentence: () =>
      "the client has used the token for too long and has to get a new one, or the token is new and this service's clock is ahead",
    matches: ({ claims: { exp }, nowSeconds }) =>
      typeof exp === 'number' && nowSeconds >= exp && nowSeconds - exp <= CLOCK_SECONDS,
  },
];
