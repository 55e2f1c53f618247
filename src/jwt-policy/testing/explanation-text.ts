import { inline } from './inline.js';
import type { ExplainedStep, Explanation } from '../policy/index.js';

function stepLine({ outcome, policy, step, expected, found, code, detail }: ExplainedStep): string {
  const place = policy === undefined ? 'route' : `policy ${policy}`;
  const saw = found === undefined ? '' : `; found ${inline(found)}`;
  const why = detail === undefined ? '' : `; ${code === undefined ? '' : `${code}: `}${detail}`;
  return `  ${outcome.padEnd(11)} ${place}, ${step}: expected ${expected}${saw}${why}`;
}

function outcomeOf({ granted, anonymous, refusal, undecided }: Explanation): string {
  if (granted) return anonymous ? 'granted to nobody' : 'granted';
  if (refusal !== undefined) return `refused with ${refusal.code}: ${refusal.detail}`;
  return `not decided: it hangs on the step ${undecided}`;
}

/** An explanation as lines of text, one for each step. It shows claim values: it is for whoever may read the token. */
export function explanationText(explanation: Explanation): string {
  const { route, steps } = explanation;
  return [`${route} would be ${outcomeOf(explanation)}`, ...steps.map(stepLine)].join('\n');
}
