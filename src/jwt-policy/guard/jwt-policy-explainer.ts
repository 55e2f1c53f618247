import { Inject, Injectable } from '@nestjs/common';
import { JwtPolicyConfigurationError } from '../errors/index.js';
import type { CallExplanation } from '../explain/index.js';
import { CallExplainer } from './explainer/call-explainer.js';
import { normalizeExplainRequest, type ExplainRequest } from './explainer/explain-request.js';
import { RateLimit } from './explainer/rate-limit.js';
import { Plans } from './plans.js';
import { JwtPolicyRuntime } from './runtime.js';

/** An explanation verifies a signature, and answers whether a token is good: who guesses must not ask without end. */
const MAX_EXPLANATIONS_PER_MINUTE = 60;

/** Explains what would become of a call that is described, not made. */
@Injectable()
export class JwtPolicyExplainer {
  private readonly limit: RateLimit;

  /** @internal Nest makes the only instance. */
  constructor(
    @Inject(CallExplainer) private readonly calls: CallExplainer,
    @Inject(Plans) private readonly plans: Plans,
    @Inject(JwtPolicyRuntime) runtime: JwtPolicyRuntime,
  ) {
    this.limit = new RateLimit(runtime.clock, MAX_EXPLANATIONS_PER_MINUTE);
  }

  /**
   * What the guard would decide about a call, step by step, and exactly what the caller would get. It fetches no keys,
   * asks no client registry and logs nothing. A path that several handlers match is not decided: they are `candidates`.
   * The explanation holds values of claims and headers, so it is for whoever may read the token: guard a route that
   * shows it. At most 60 are given in a minute, by the clock of the options.
   *
   * Not known here, and left empty: the body of the request, its remote address, and what middleware adds.
   * Rejects with `JwtPolicyConfigurationError` for a request that is wrong and before the application is initialised,
   * and with `ExplainLimitError`.
   * @example `await explainer.explain({ token, method: 'GET', path: '/orders/42' })`
   */
  async explain(request: ExplainRequest): Promise<CallExplanation> {
    const normalized = normalizeExplainRequest(request);
    if (!this.plans.areReady) {
      const message =
        'is called before the application is initialised: call app.init() or app.listen() first.';
      throw new JwtPolicyConfigurationError([{ path: 'explain()', message }], 'Nothing can be explained');
    }
    this.limit.spend();
    return this.calls.explain(normalized);
  }
}
