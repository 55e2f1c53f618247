import { isInMilliseconds } from '../../causes/index.js';
import { isRefusal, quote, type RefusalCode } from '../../errors/index.js';
import { isOperation, type CallPlace } from '../../inspection/index.js';
import type { Explanation } from '../../policy/index.js';
import { parseToken } from '../../tokens/index.js';
import type { NormalizedExplainRequest } from './explain-request.js';

const MAX_SHOWN_CHARACTERS = 200;

/** The claims that a token without a usable key says of itself, for a reader whose key set cannot be had. */
function unverifiedNote(token: string): readonly string[] {
  const parsed = parseToken(token.trim().replace(/^bearer\s+/i, ''));
  if (isRefusal(parsed)) return [];
  const said = ['iss', 'aud', 'exp', 'scope'].flatMap((name) =>
    Object.hasOwn(parsed.payload, name)
      ? [`${name} ${JSON.stringify(parsed.payload[name]).slice(0, MAX_SHOWN_CHARACTERS)}`]
      : [],
  );
  return said.length === 0
    ? []
    : [`Without a key nothing after it was checked. The token says, unverified: ${said.join(', ')}.`];
}

/** What stands for the parts of the call that were not given, where the decision can hang on them. */
function inventedNote(
  { steps }: Explanation,
  { path, operation }: NormalizedExplainRequest,
  at: CallPlace | undefined,
): readonly string[] {
  if (at === undefined || path !== undefined || operation !== undefined) return [];
  if (isOperation(at))
    return at.pattern.includes('*')
      ? [
          `No operation was given, so the name of the call is the pattern of the handler, ${quote(at.pattern)}.`,
        ]
      : [];
  return steps.some(({ step }) => step.startsWith('rule '))
    ? ['No path was given, so parameters of the route have their own names as values.']
    : [];
}

/** The refusals of what is sent in the place of a token, or of nothing there. */
const OF_THE_PLACE: ReadonlySet<RefusalCode> = new Set([
  'TOKEN_MISSING',
  'TOKEN_AMBIGUOUS',
  'AUTHORIZATION_MALFORMED',
]);

/** Where the token of an operation belongs, for a reader whose call has none there. */
function placesNote(
  { refusal }: Explanation,
  at: CallPlace | undefined,
  tokenPlaces: string | undefined,
): readonly string[] {
  if (refusal === undefined || !OF_THE_PLACE.has(refusal.code)) return [];
  if (at === undefined || !isOperation(at) || tokenPlaces === undefined) return [];
  return [`Over ${at.transport} the token is read here: ${tokenPlaces}.`];
}

/** What the reader should know beside the decision. */
export function notesOn(
  explanation: Explanation,
  request: NormalizedExplainRequest,
  at: CallPlace | undefined,
  tokenPlaces: string | undefined,
): readonly string[] {
  const { steps, undecided, refusal } = explanation;
  const { token } = request;
  const notes: string[] = [];
  if (token !== undefined && /^bearer\s/i.test(token))
    notes.push('The given token begins with "Bearer", so it is taken for the whole Authorization header.');
  if (
    steps.some(
      ({ step, outcome, found }) => step === 'exp' && outcome === 'passed' && isInMilliseconds(found),
    )
  )
    notes.push(
      'exp seems to be in milliseconds, so this token does not expire: the issuer has to write seconds.',
    );
  if (undecided === 'key')
    notes.push(
      'The key set was not fetched, because an explanation changes nothing: the first call fetches it.',
    );
  const lacksKey =
    undecided === 'key' || refusal?.code === 'KEYS_UNAVAILABLE' || refusal?.code === 'KEY_UNKNOWN';
  if (token !== undefined && lacksKey) notes.push(...unverifiedNote(token));
  return [...notes, ...placesNote(explanation, at, tokenPlaces), ...inventedNote(explanation, request, at)];
}
