import { Inject, Injectable } from '@nestjs/common';
import { JwtPolicyConfigurationError } from '../errors/index.js';
import type { KeySetState } from '../keys/index.js';
import { decide, explain, type Explanation, type Plan, type Verdict } from '../policy/index.js';
import { tokenCall, type CallDetails } from '../transports/index.js';
import { compileCallDemands, type CallDemands } from './call-demands.js';
import { Plans } from './plans.js';
import { JwtPolicyRuntime } from './runtime.js';

/** Demands that are validated and compiled once, for many decisions. */
export interface PreparedDemands {
  /** As `JwtPolicyService.decide`, by these demands. Never rejects because of the token: a refusal is in the verdict. */
  decide(token: string, details?: CallDetails): Promise<Verdict>;
  /** As `JwtPolicyService.explain`, by these demands instead of those of a route. */
  explain(token: string, details?: CallDetails): Promise<Explanation>;
}

/** Decisions outside a request, explanations, and the state of the keys. */
@Injectable()
export class JwtPolicyService {
  /** @internal Nest makes the only instance. */
  constructor(
    @Inject(JwtPolicyRuntime) private readonly runtime: JwtPolicyRuntime,
    @Inject(Plans) private readonly plans: Plans,
  ) {}

  /**
   * Validates and compiles demands once, for code that decides many calls. Each call then compiles nothing.
   * Throws `JwtPolicyConfigurationError` for wrong demands. It may be called in the constructor of a provider.
   * @example `private readonly writers = this.policies.prepare({ scopes: ['orders/write'] });`
   */
  prepare(demands: CallDemands = {}): PreparedDemands {
    const { policies, report } = this.runtime;
    const plan = compileCallDemands(demands, policies, report);
    return Object.freeze({
      decide: async (token: string, details: CallDetails = {}) =>
        decide(plan, tokenCall(details), this.runtime.clock, textOf(token)),
      explain: (token: string, details: CallDetails = {}) => this.explainBy(plan, token, details),
    });
  }

  /**
   * Decides on a token that did not come in an HTTP request, but in a message, over a socket or in a job. The policies
   * that apply decide as for a request, then the demands. Rejects with `JwtPolicyConfigurationError` for wrong demands
   * only; a refusal of the token is in the verdict. It compiles its demands at each call; `prepare` does that once.
   */
  async decide(token: string, details: CallDetails = {}, demands: CallDemands = {}): Promise<Verdict> {
    return this.prepare(demands).decide(token, details);
  }

  /**
   * Explains what the guard would decide about a token on a route: each step to the end, with what was expected and
   * found. It shows claim values, so show it only to people who may read the token. Undefined for a public route. It
   * fetches no key set: if only a fetch could decide a step, the step is `not-run` and `Explanation.undecided` names
   * it. A client registry is asked, as by the guard. Rejects with `JwtPolicyConfigurationError` if the application has
   * no such handler.
   */
  async explain(
    token: string,
    controller: abstract new (...parameters: never[]) => object,
    handlerName: string,
    details: CallDetails = {},
  ): Promise<Explanation | undefined> {
    const handler: unknown = (controller.prototype as Record<string, unknown>)[handlerName];
    const plan = typeof handler === 'function' ? this.plans.find(controller, handler) : undefined;
    if (plan === undefined) {
      const path = `${controller.name}.${handlerName}`;
      const message = 'is no handler that the guard decides in this application.';
      throw new JwtPolicyConfigurationError([{ path, message }], 'Nothing can be explained');
    }
    return plan === 'public' ? undefined : this.explainBy(plan, token, details);
  }

  /** The state of every issuer's key set, for health checks. Holds no key material. */
  keySets(): readonly KeySetState[] {
    return this.runtime.keySets();
  }

  private explainBy(plan: Plan, token: string, details: CallDetails): Promise<Explanation> {
    return explain(plan, tokenCall(details), this.runtime.clock, textOf(token));
  }
}

/** Any value that is not a string counts as an empty token, because it may come from a message of an unknown sender. */
function textOf(token: unknown): string {
  return typeof token === 'string' ? token : '';
}
