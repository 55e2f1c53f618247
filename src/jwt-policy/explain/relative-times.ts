/** The largest unit that is not a fraction: `45 s`, `3 min`, `2 h`, `5 d`. */
function span(seconds: number): string {
  const size = Math.abs(seconds);
  if (size < 90) return `${Math.round(size)} s`;
  if (size < 5400) return `${Math.round(size / 60)} min`;
  return size < 172_800 ? `${Math.round(size / 3600)} h` : `${Math.round(size / 86_400)} d`;
}

const WORDS: Readonly<Record<string, readonly [past: string, future: string]>> = {
  exp: ['expired', 'expires'],
  nbf: ['started', 'starts'],
  iat: ['issued', 'issued'],
};

/** A time claim in words: `expired 3 min ago`. Undefined for another step, or a value that is no time in seconds. */
export function relativeTime(step: string, value: unknown, nowSeconds: number): string | undefined {
  const words = Object.hasOwn(WORDS, step) ? WORDS[step] : undefined;
  if (words === undefined || typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  const [past, future] = words;
  if (value > 1e11) return `${future} in ${span(value - nowSeconds)}: it seems to be in milliseconds`;
  const ago = nowSeconds - value;
  return ago >= 0 ? `${past} ${span(ago)} ago` : `${future} in ${span(ago)}`;
}
