import { outline, outlinePolicy, type Plan, type Policy } from '../policy/index.js';
import { coverageOf, type Coverage } from '../routes/index.js';
import { placeOf, type DescribedHandler, type RoutePattern } from './described-handler.js';
import type { RouteEntry, TableDemand, TablePolicy } from './route-table.js';

/** The name of the step that asks for scopes; every other step of a route is one of its rules. */
const SCOPE_STEP = 'scope';

/** A handler that is no route has no pattern to compare with: only the call shows whether a row matches. */
function coverage({ appliesTo }: Policy, at: RoutePattern | undefined): Coverage {
  if (at !== undefined) return coverageOf(appliesTo, at.pattern, at.method);
  return appliesTo === undefined ? 'all' : 'some';
}

/** The policies of a plan that could apply to calls of a pattern, in order. */
export function policiesAt({ policies }: Plan, at: RoutePattern | undefined): readonly Policy[] {
  return policies.filter((policy) => coverage(policy, at) !== 'none');
}

/** What a policy demands of claims and clients, beside what it checks of every token. */
function policyDemands(policy: Policy): readonly TableDemand[] {
  const { name, issuers } = policy;
  const demanding = outlinePolicy(policy).filter(({ step }) => /^(rule |client$)/.test(step.name));
  const words = demanding.map(({ step, issuer }) =>
    issuer === undefined || issuers.length === 1
      ? step.expects
      : `${step.expects} (issuer ${JSON.stringify(issuer.options.issuer)})`,
  );
  return [...new Set(words)].map((one) => ({ words: one, declared: { place: 'policy', name } }));
}

/** Makes the entries of handlers. What a policy demands is put into words once. */
export class RouteDescriber {
  private readonly ofPolicies = new Map<Policy, readonly TableDemand[]>();

  /** One entry for each pattern of a handler; one without a path where it is no route. */
  describe(handler: DescribedHandler): readonly RouteEntry[] {
    const patterns = handler.patterns.length === 0 ? [undefined] : handler.patterns;
    return patterns.map((at) => this.entry(handler, at));
  }

  /** The entry of a handler at one of its patterns. */
  entry(described: DescribedHandler, at: RoutePattern | undefined): RouteEntry {
    const { kind, controller, handler, declared, versions, hosts, messages } = described;
    const place = {
      kind,
      ...(at && { method: at.method, path: at.pattern.text }),
      ...(versions.length > 0 && { versions }),
      ...(hosts.length > 0 && { hosts }),
      ...(messages.length > 0 && { messages }),
      controller,
      handler,
    };
    const demands = { scopes: declared.scopes, ...this.protection(described, at) };
    return { ...place, ...this.access(described, at), ...demands };
  }

  private access(
    { plan, declared: { opened }, guardedBy }: DescribedHandler,
    at: RoutePattern | undefined,
  ): Pick<RouteEntry, 'access' | 'opened' | 'onInvalid' | 'guardedBy'> {
    if (plan === undefined)
      return guardedBy.length > 0 ? { access: 'guarded-elsewhere', guardedBy } : { access: 'unguarded' };
    const openedAt = opened && { opened };
    if (plan === 'public') return { access: 'public', ...openedAt };
    if (policiesAt(plan, at).length === 0) return { access: plan.openWhenUnmatched ? 'open' : 'closed' };
    if (plan.tokenNeed === 'required') return { access: 'required' };
    const onInvalid = plan.tokenNeed === 'optional' ? 'refuse' : 'anonymous';
    return { access: 'optional', ...openedAt, onInvalid };
  }

  private protection(
    { plan, declared }: DescribedHandler,
    at: RoutePattern | undefined,
  ): Pick<RouteEntry, 'policies' | 'rules' | 'demands'> {
    if (plan === undefined || plan === 'public') return { policies: [], rules: [], demands: [] };
    const applying = policiesAt(plan, at);
    const own = outline(plan).filter(({ policy }) => policy === undefined);
    const rules = own.filter(({ step }) => step.name !== SCOPE_STEP).map(({ step }) => step.expects);
    const policies = applying.map((policy): TablePolicy => {
      const calls = coverage(policy, at) === 'all' ? 'all' : 'some';
      return { name: policy.name, calls };
    });
    const demands = [...applying.flatMap((policy) => this.ofPolicy(policy)), ...declared.demands];
    return { policies, rules, demands };
  }

  private ofPolicy(policy: Policy): readonly TableDemand[] {
    const known = this.ofPolicies.get(policy) ?? policyDemands(policy);
    this.ofPolicies.set(policy, known);
    return known;
  }
}

/** Where calls of a handler go, for sentences: `GET /orders (OrdersController.list)`. */
export function callsOf(handler: DescribedHandler, at: RoutePattern | undefined): string {
  return at === undefined ? placeOf(handler) : `${at.method} ${at.pattern.text} (${placeOf(handler)})`;
}
