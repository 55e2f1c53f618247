/** Last characters whose unused low bits are zero, for a final group of two and of three characters. */
const ENDS_GROUP_OF_TWO = new Set('AQgw');
const ENDS_GROUP_OF_THREE = new Set('AEIMQUYcgkosw048');

/**
 * Whether a text of the base64url alphabet ends as the one spelling of its bytes: no lone last character, and zero bits
 * at the end (RFC 4648 §3.5). `Buffer.from` takes many spellings for the same bytes, and a token must have only one.
 */
export function endsCanonically(text: string): boolean {
  const rest = text.length % 4;
  if (rest === 0) return true;
  const last = text.charAt(text.length - 1);
  return rest === 2 ? ENDS_GROUP_OF_TWO.has(last) : rest === 3 && ENDS_GROUP_OF_THREE.has(last);
}
