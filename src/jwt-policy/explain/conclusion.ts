import { generalCause } from '../causes/index.js';
import { REFUSALS } from '../errors/index.js';
import type { Explanation } from '../policy/index.js';
import type { CallExplanation, CallOutcome } from './call-explanation.js';

function outcomeOf({ granted, anonymous, undecided }: Explanation): CallOutcome {
  if (granted) return anonymous ? 'anonymous' : 'granted';
  return undecided === undefined ? 'refused' : 'undecided';
}

function sentenceOf(explanation: Explanation): string {
  const { granted, anonymous, refusal, undecided, steps, answer } = explanation;
  if (granted && !anonymous) return 'Granted: every step passes.';
  if (granted && steps.length === 0)
    return 'Granted without a token: no policy applies, and such routes are open here.';
  if (granted)
    return `Granted to nobody: ${refusal?.code ?? ''}, and the route takes such calls without a token.`;
  if (undecided !== undefined) {
    const detail = steps.find(({ step }) => step === undecided)?.detail ?? '';
    return `Not decided: the step ${undecided} was ${detail}.`;
  }
  const code = refusal?.code ?? 'NO_POLICY_APPLIES';
  return `${answer?.status ?? 500} ${code}: ${REFUSALS[code].message}`;
}

/** The parts of the explanation of a call that follow from its steps: how it ends, why, and what the caller gets. */
export function conclusionOf(
  explanation: Explanation,
): Pick<CallExplanation, 'outcome' | 'sentence' | 'answer' | 'cause' | 'undecided' | 'steps'> {
  const { refusal, answer, undecided, steps } = explanation;
  return {
    outcome: outcomeOf(explanation),
    sentence: sentenceOf(explanation),
    ...(answer && { answer }),
    ...(refusal && { cause: refusal.cause ?? generalCause(refusal.code) }),
    ...(undecided !== undefined && { undecided }),
    steps,
  };
}
