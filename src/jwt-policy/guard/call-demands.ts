import {
  claimCheckProblem,
  compileClaimDemand,
  isPlainObject,
  isScopeToken,
  type ClaimCheckOptions,
} from '../claims/index.js';
import { quote, unknownOption } from '../errors/index.js';
import type { Report } from '../keys/index.js';
import { Problems } from '../options/index.js';
import { compilePlan, type Plan, type Policy } from '../policy/index.js';

/** The demands on a token that did not come in a request, beside its policies. Decorators say the same for a route. */
export interface CallDemands {
  /** The token must have all of these scopes (RFC 6749 §3.3), as with `@RequireScope`. @default [] */
  readonly scopes?: readonly string[];
  /** The token must have at least one of these scopes, as with `@RequireAnyScope`. @default not demanded */
  readonly anyScope?: readonly string[];
  /** The rules that the claims must satisfy, as with `@ClaimRule`. @default [] */
  readonly rules?: readonly ClaimCheckOptions[];
  /** The names of the policies that decide, as with `@UsePolicy`. Their `appliesTo` still holds. @default all */
  readonly policies?: readonly string[];
}

type Complain = (path: string, message: string) => void;

const SCOPES =
  'must be scopes as RFC 6749 §3.3 defines them: printable ASCII without blanks, quotes and backslashes.';

/** How each demand is validated. A name that is not in this table is refused. */
const VALIDATORS: {
  readonly [Name in keyof Required<CallDemands>]: (
    values: readonly unknown[],
    complain: Complain,
    policyNames: readonly string[],
  ) => void;
} = {
  scopes(values, complain) {
    if (!values.every(isScopeToken)) complain('scopes', SCOPES);
  },
  anyScope(values, complain) {
    if (values.length === 0) complain('anyScope', 'needs at least one scope; leave it out to demand none.');
    if (!values.every(isScopeToken)) complain('anyScope', SCOPES);
  },
  rules(values, complain) {
    for (const [index, rule] of values.entries()) {
      const problem = claimCheckProblem(rule);
      if (problem !== undefined) complain(`rules[${index}]`, problem);
    }
  },
  policies(values, complain, policyNames) {
    for (const name of values) {
      if (!policyNames.some((known) => known === name))
        complain('policies', `names the unknown policy ${quote(name)}; known are ${policyNames.join(', ')}.`);
    }
  },
};

function isDemand(name: string): name is keyof CallDemands {
  return Object.hasOwn(VALIDATORS, name);
}

/** Throws `JwtPolicyConfigurationError`: a demand that is misspelt or undefined would not be enforced. */
function validate(given: unknown, policyNames: readonly string[]): void {
  const problems = new Problems();
  const complain: Complain = (path, message) => problems.add(path, message);
  if (isPlainObject(given)) {
    for (const [name, value] of Object.entries(given)) {
      if (!isDemand(name)) complain(name, unknownOption(name, Object.keys(VALIDATORS)));
      else if (!Array.isArray(value)) complain(name, 'must be a list; leave it out to demand nothing.');
      // A copy has no holes, which every() would pass over.
      else VALIDATORS[name]([...(value as readonly unknown[])], complain, policyNames);
    }
  } else complain('demands', 'must be an object such as { scopes: ["orders/read"] }.');
  problems.throwIfAny('The demands cannot be prepared');
}

/** Compiles the plan of a call outside a request. Throws `JwtPolicyConfigurationError` for wrong demands. */
export function compileCallDemands(given: CallDemands, policies: readonly Policy[], report: Report): Plan {
  validate(
    given,
    policies.map(({ name }) => name),
  );
  const { scopes = [], anyScope, rules = [], policies: names } = given;
  const demands = {
    scopes: { all: scopes, any: anyScope === undefined ? [] : [anyScope] },
    rules: rules.map(compileClaimDemand),
    tokenNeed: 'required',
  } as const;
  const candidates = policies.filter(({ name }) => names === undefined || names.includes(name));
  // 'deny', because `unmatchedRoutes: 'allow'` opens routes only: a caller who passes a token wants a decision on it.
  return compilePlan('JwtPolicyService', demands, candidates, 'deny', report);
}
