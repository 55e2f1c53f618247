/** A value of a header as a broker or a client library hands it over. */
type HeaderValue = unknown;

/** The headers of a message: name and value, in any form, in the order in which they came. */
export type MessageHeaders = Iterable<readonly [name: string, value: HeaderValue]>;

/** A value that is no text, which no origin accepts: it was sent, so the call must not count as one without it. */
const NO_TEXT = '?';

/** The texts of one value. A list stands for several values, `null` and `undefined` for none. */
function textsOf(value: HeaderValue): readonly string[] {
  if (value === undefined || value === null) return [];
  if (typeof value === 'string') return [value];
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  if (Buffer.isBuffer(value)) return [value.toString('utf8')];
  if (Array.isArray(value))
    return value.flatMap((one: unknown) => (Array.isArray(one) ? [NO_TEXT] : textsOf(one)));
  return [NO_TEXT];
}

/** The own members of what a client sent as headers or metadata; none if that is no object. */
export function membersOf(value: unknown): MessageHeaders {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? Object.entries(value) : [];
}

/** Every value of a name in any letter case: several spellings of one name are several values. */
export function headerTexts(headers: MessageHeaders, name: string): readonly string[] {
  const texts: string[] = [];
  for (const [sent, value] of headers) {
    if (sent.length !== name.length || sent.toLowerCase() !== name) continue;
    // One by one: the sender chooses how many there are, and a call takes a limited number of arguments.
    for (const text of textsOf(value)) texts.push(text);
  }
  return texts;
}

/** All headers by their names in lower case, for rules and expressions. A name that came several times has a list. */
export function headerRecord(headers: MessageHeaders): Readonly<Record<string, string | readonly string[]>> {
  const found = new Map<string, string[]>();
  for (const [sent, value] of headers) {
    const name = sent.toLowerCase();
    const texts = found.get(name) ?? [];
    found.set(name, texts);
    for (const text of textsOf(value)) texts.push(text);
  }
  const entries = [...found].map(([name, texts]) => [name, texts.length === 1 ? texts[0] : texts] as const);
  return Object.freeze(Object.fromEntries(entries) as Record<string, string | readonly string[]>);
}
