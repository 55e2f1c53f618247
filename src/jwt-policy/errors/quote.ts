/**
 * Untrusted text for a log line: JSON-escaped and at most `limit` characters, so that a `kid` or an `iss`
 * cannot forge log lines or flood the log.
 */
export function quote(text: unknown, limit = 64): string {
  const plain = typeof text === 'string' ? text : typeof text;
  const shown = plain.length > limit ? `${plain.slice(0, limit)}…` : plain;
  return JSON.stringify(shown).replaceAll(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '?');
}
