import { generalCause } from '../causes/index.js';
import { REFUSALS, type LikelyCause, type Refusal } from '../errors/index.js';
import type { Explanation } from '../policy/index.js';
import type { CallExplanation, CallOutcome } from './call-explanation.js';

function outcomeOf({ granted, anonymous, undecided }: Explanation): CallOutcome {
  if (granted) return anonymous ? 'anonymous' : 'granted';
  return undecided === undefined ? 'refused' : 'undecided';
}

function sentenceOf({ granted, anonymous, refusal, undecided, steps, answer }: Explanation): string {
  if (refusal === undefined && undecided !== undefined) {
    const notRun = steps.find(({ step }) => step === undecided);
    return `Not decided: the step ${undecided} was ${notRun?.detail}.`;
  }
  if (refusal === undefined)
    return anonymous
      ? 'Granted without a token: no policy applies, and such routes are open here.'
      : 'Granted: every step passes.';
  if (granted) return `Granted to nobody: ${refusal.code}, and the route takes such calls without a token.`;
  return `${answer?.status ?? 500} ${refusal.code}: ${REFUSALS[refusal.code].message}`;
}

/** The first step that refuses knows the cause best. Without steps, no policy applies. */
function causeOf(refusal: Refusal, steps: Explanation['steps']): LikelyCause {
  const refusing = steps.find(({ outcome }) => outcome === 'refused');
  return refusing?.cause ?? refusal.cause ?? generalCause(refusal.code);
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
    ...(refusal && { cause: causeOf(refusal, steps) }),
    ...(undecided !== undefined && { undecided }),
    steps,
  };
}
