/** The parameters of a Bearer challenge (RFC 6750 §3). They must not hold any text that a caller sent. */
export interface ChallengeParameters {
  readonly error?: string;
  readonly error_description?: string;
  readonly scope?: string;
}

/** Proxies and clients cut longer headers; a scope list that does not fit is left out as a whole. */
const MAX_CHALLENGE_CHARACTERS = 2_000;

/**
 * A quoted string. Characters that it must not hold (RFC 6750 §3: `"`, `\` and all but printable ASCII) become blanks.
 */
function quoted(value: string): string {
  return `"${value.replaceAll(/[^\x20-\x7e]|["\\]/g, ' ')}"`;
}

function write(parameters: readonly string[]): string {
  return parameters.length === 0 ? 'Bearer' : `Bearer ${parameters.join(', ')}`;
}

/** The value of `WWW-Authenticate`: `Bearer`, or `Bearer error="…", error_description="…", scope="…"`. */
export function bearerChallenge({ scope, ...others }: ChallengeParameters): string {
  const parts = Object.entries<string>(others).map(([name, value]) => `${name}=${quoted(value)}`);
  const withScope = scope === undefined ? parts : [...parts, `scope=${quoted(scope)}`];
  const whole = write(withScope);
  return whole.length < MAX_CHALLENGE_CHARACTERS ? whole : write(parts);
}
