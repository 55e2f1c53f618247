import { outlinePolicy, type Policy } from '../policy/index.js';
import { RouteDescriber } from './describe-routes.js';
import type { DescribedHandler } from './described-handler.js';
import { findingsOf } from './findings-of.js';
import type { PolicyEntry, RouteTable, TableStep } from './route-table.js';

function policyEntry(policy: Policy): PolicyEntry {
  const steps = outlinePolicy(policy).map(({ step, issuer }): TableStep => {
    const { name, expects } = step;
    return { step: name, expects, ...(issuer && { issuer: issuer.options.issuer }) };
  });
  return { name: policy.name, issuers: policy.issuers.map(({ options }) => options.issuer), steps };
}

/** Plain data alone: it has no circles. What handlers share is frozen once. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) freeze(member);
  return Object.freeze(value);
}

/** The table of these handlers. It reads plans and decides nothing. */
export function routeTableOf(handlers: readonly DescribedHandler[], policies: readonly Policy[]): RouteTable {
  const describer = new RouteDescriber();
  const routes = handlers.flatMap((handler) => describer.describe(handler));
  return freeze({
    routes,
    policies: policies.map(policyEntry),
    findings: findingsOf(handlers, policies),
  });
}
