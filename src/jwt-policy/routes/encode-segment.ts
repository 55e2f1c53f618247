/** Everything that RFC 3986 §3.3 lets stand in a segment as it is: most segments hold nothing else. */
const PLAIN = /^[\w.~!$&'()*+,;=:@-]*$/;

/** What may stand there, and `encodeURIComponent` encodes all the same. */
const PLAIN_BUT_ENCODED = /%(?:24|26|2B|2C|3A|3B|3D|40)/g;

/** The one spelling of a segment: only what cannot stand in it is encoded, so that a pattern with `@` or `:` meets it. */
export function encodeSegment(segment: string): string {
  if (PLAIN.test(segment)) return segment;
  return encodeURIComponent(segment).replaceAll(PLAIN_BUT_ENCODED, decodeURIComponent);
}
