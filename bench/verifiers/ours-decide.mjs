import { internals } from '../library.mjs';
import { applicationFor } from './ours.mjs';
import { requestWith } from './request.mjs';

/** The compiled plan alone, without the guard around it. Reaches into the library, and moves with it. */
export async function open(corpus, options) {
  const { Plans, JwtPolicyRuntime, HttpCall, decide } = await internals();
  const { app, targets } = await applicationFor(corpus, options);
  const { clock } = app.get(JwtPolicyRuntime);
  const plan = app.get(Plans).find(targets[0].controller, targets[0].handler);
  return (bearer) => {
    const verdict = decide(plan, new HttpCall(requestWith(bearer)), clock);
    return verdict instanceof Promise ? verdict.then(({ granted }) => granted) : verdict.granted;
  };
}
