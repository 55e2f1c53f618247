import { Inject, Injectable } from '@nestjs/common';
import type { ClaimCheckOptions } from '../claims/index.js';
import { claimCheckProblem, compileClaimDemand, isScopeToken } from '../claims/index.js';
import { unknownOptions } from '../errors/index.js';
import type { KeySetState } from '../keys/index.js';
import { compilePlan, decide, explain, type Explanation, type Plan, type Verdict } from '../policy/index.js';
import { Problems } from '../options/index.js';
import { tokenCall, type CallDetails } from '../transports/index.js';
import { Plans } from './plans.js';
import { JwtPolicyRuntime } from './runtime.js';

/** What a call outside a request demands, as decorators say it for a route. */
export interface CallDemands {
  /** All of these scopes. @default [] */
  readonly scopes?: readonly string[];
  /** @default [] */
  readonly rules?: readonly ClaimCheckOptions[];
  /** Only these policies. @default all */
  readonly policies?: readonly string[];
}

/** Decisions outside a request, explanations, and the state of the keys. */
@Injectable()
export class JwtPolicyService {
  constructor(
    @Inject(JwtPolicyRuntime) private readonly runtime: JwtPolicyRuntime,
    @Inject(Plans) private readonly plans: Plans,
  ) {}

  /**
   * Decides on a token that came some other way than in an HTTP request: in a message, over a socket, in a job.
   * The policies that apply are judged as for a request, then the demands. Rejects only for wrong demands
   * (`JwtPolicyConfigurationError`): what is wrong with the token is in the verdict.
   */
  async decide(token: string, details: CallDetails = {}, demands: CallDemands = {}): Promise<Verdict> {
    return decide(this.compileDemands(demands), tokenCall(details), this.runtime.clock, textOf(token));
  }

  /**
   * What the guard would say of a token on a route, step by step to the end, with what was expected and found.
   * It shows claim values: for whoever may read the token. Undefined for a public route.
   */
  async explain(
    token: string,
    controller: abstract new (...parameters: never[]) => object,
    handlerName: string,
    details: CallDetails = {},
  ): Promise<Explanation | undefined> {
    const handler: unknown = (controller.prototype as Record<string, unknown>)[handlerName];
    const plan = typeof handler === 'function' ? this.plans.find(controller, handler) : undefined;
    if (plan === undefined)
      throw new TypeError(`${controller.name}.${handlerName} is no handler of this application.`);
    return plan === 'public'
      ? undefined
      : explain(plan, tokenCall(details), this.runtime.clock, textOf(token));
  }

  /** The state of every issuer's key set, for health checks. Holds no key material. */
  keySets(): readonly KeySetState[] {
    return this.runtime.keySets();
  }

  private compileDemands(given: CallDemands): Plan {
    const { policies, report } = this.runtime;
    judgeDemands(
      given,
      policies.map(({ name }) => name),
    );
    const { scopes = [], rules = [], policies: names } = given;
    const demands = {
      scopes: { all: scopes, any: [] },
      rules: rules.map(compileClaimDemand),
      tokenNeed: 'required',
    } as const;
    const candidates = policies.filter(({ name }) => names === undefined || names.includes(name));
    // Who asks about a token wants it judged: `unmatchedRoutes: 'allow'` opens routes, not this.
    return compilePlan('JwtPolicyService.decide', demands, candidates, 'deny', report);
  }
}

/** Whatever is no text is no token, and is judged as an empty one: it may come out of somebody's message. */
function textOf(token: unknown): string {
  return typeof token === 'string' ? token : '';
}

const KNOWN_DEMANDS = ['scopes', 'rules', 'policies'];

/** Throws `JwtPolicyConfigurationError`: a demand that is misspelt or undefined would not be enforced. */
function judgeDemands(given: CallDemands, policyNames: readonly string[]): void {
  const problems = new Problems();
  for (const { name, message } of unknownOptions(given, KNOWN_DEMANDS)) problems.add(name, message);
  for (const [name, value] of Object.entries(given) as [string, unknown][]) {
    if (KNOWN_DEMANDS.includes(name) && !Array.isArray(value))
      problems.add(name, 'must be a list; leave it out to demand nothing.');
  }
  problems.throwIfAny();
  const { scopes = [], rules = [], policies = [] } = given;
  if (!scopes.every(isScopeToken)) problems.add('scopes', 'must be scopes as of RFC 6749 §3.3.');
  for (const [index, rule] of rules.entries()) {
    const problem = claimCheckProblem(rule);
    if (problem !== undefined) problems.add(`rules[${index}]`, problem);
  }
  for (const name of policies) {
    if (!policyNames.includes(name)) problems.add('policies', `${JSON.stringify(name)} is unknown.`);
  }
  problems.throwIfAny();
}
