import { isInMilliseconds } from '../../causes/index.js';
import type { Explanation } from '../../policy/index.js';
import type { NormalizedExplainRequest } from './explain-request.js';

/** What the reader should know beside the decision. */
export function notesOn(
  { steps, undecided }: Explanation,
  { token, path, handler }: NormalizedExplainRequest,
): readonly string[] {
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
  if (path === undefined && handler !== undefined && steps.some(({ step }) => step.startsWith('rule ')))
    notes.push('No path was given, so parameters of the route have their own names as values.');
  return notes;
}
