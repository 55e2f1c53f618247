import { outline, outlinePolicy, type Policy } from '../policy/index.js';
import { coverageAt, isOperation, placesOf, policiesAt, type CallPlace } from './call-places.js';
import type { DescribedHandler } from './described-handler.js';
import type { RouteEntry, TableDemand, TablePolicy } from './route-table.js';

/** The name of the step that asks for scopes; every other step of a route is one of its rules. */
const SCOPE_STEP = 'scope';

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

function placed(at: CallPlace): Pick<RouteEntry, 'method' | 'path' | 'transport' | 'operation'> {
  return isOperation(at)
    ? { transport: at.transport, operation: at.pattern }
    : { method: at.method, path: at.pattern.text };
}

/** Makes the entries of handlers. What a policy demands is put into words once. */
export class RouteDescriber {
  private readonly ofPolicies = new Map<Policy, readonly TableDemand[]>();

  /** One entry for each place of a handler; one without a place where there is none. */
  describe(handler: DescribedHandler): readonly RouteEntry[] {
    const places = placesOf(handler);
    return (places.length === 0 ? [undefined] : places).map((at) => this.entry(handler, at));
  }

  /** The entry of a handler at one of its places. */
  entry(described: DescribedHandler, at: CallPlace | undefined): RouteEntry {
    const { kind, controller, handler, declared, versions, hosts, messages } = described;
    const place = {
      kind,
      ...(at && placed(at)),
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
    at: CallPlace | undefined,
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
    at: CallPlace | undefined,
  ): Pick<RouteEntry, 'policies' | 'rules' | 'demands'> {
    if (plan === undefined || plan === 'public') return { policies: [], rules: [], demands: [] };
    const applying = policiesAt(plan, at);
    const own = outline(plan).filter(({ policy }) => policy === undefined);
    const rules = own.filter(({ step }) => step.name !== SCOPE_STEP).map(({ step }) => step.expects);
    const policies = applying.map((policy): TablePolicy => {
      const calls = coverageAt(policy, at) === 'all' ? 'all' : 'some';
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
