import type { Plan, Verdict } from '../policy/index.js';
import type { Call } from '../tokens/index.js';

type Decided = Verdict | Promise<Verdict>;

function nameOf({ operation }: Call): string {
  return operation?.name ?? '';
}

/**
 * The verdicts of calls that came by one request, refusals as well: a GraphQL operation can name one field ten thousand times,
 * and only good tokens are cached otherwise. They are held as long as what the calls share.
 */
export class SharedVerdicts {
  private readonly byMemo = new WeakMap<object, Map<Plan, Map<string, Decided>>>();

  find(memo: object, plan: Plan, call: Call): Decided | undefined {
    return this.byMemo.get(memo)?.get(plan)?.get(nameOf(call));
  }

  keep(memo: object, plan: Plan, call: Call, verdict: Decided): void {
    const byPlan = this.byMemo.get(memo) ?? new Map<Plan, Map<string, Decided>>();
    const byName = byPlan.get(plan) ?? new Map<string, Decided>();
    this.byMemo.set(memo, byPlan.set(plan, byName.set(nameOf(call), verdict)));
  }
}
