import { Inject, Injectable } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import { conclusionOf, type CallExplanation, type ExplainedRoute } from '../../explain/index.js';
import {
  isOperation,
  operationText,
  placeOf,
  type CallPlace,
  type DescribedHandler,
} from '../../inspection/index.js';
import { explain, type Plan, type Policy } from '../../policy/index.js';
import { bearerHeader, type Call } from '../../tokens/index.js';
import { Plans } from '../plans.js';
import { JwtPolicyRuntime } from '../runtime.js';
import { HandlerDescriptions } from '../table/handler-descriptions.js';
import { Transports } from '../transports.js';
import { describedOperation } from './described-operation.js';
import { describedRequest } from './described-request.js';
import type { NormalizedExplainRequest } from './explain-request.js';
import { notesOn } from './explanation-notes.js';
import { findRoutes, type MatchingRoute } from './find-routes.js';
import { nearRoutes, type NearRoute } from './near-routes.js';
import { isFastify, pathComparison, type HttpAdapter } from './path-comparison.js';
import { isRequestedVersion } from './requested-version.js';

type Answer = Pick<CallExplanation, 'outcome' | 'sentence'> & Partial<CallExplanation>;

function placed(at: CallPlace): Partial<ExplainedRoute> {
  return isOperation(at) ? { operation: operationText(at) } : { method: at.method, pattern: at.pattern.text };
}

function routeOf({ handler, at }: NearRoute): ExplainedRoute {
  const { versions } = handler;
  return {
    handler: placeOf(handler),
    ...(at && placed(at)),
    ...(versions.length > 0 && { versions }),
  };
}

/** What was asked, as it is shown: `rpc orders.list`. */
function askedOf({ method, path, operation, handler }: NormalizedExplainRequest): CallExplanation['call'] {
  return {
    ...(path !== undefined && { method, path }),
    ...(operation && { operation: `${operation.transport} ${operation.name}` }),
    ...(handler !== undefined && { handler }),
  };
}

function askedText({ method, path, operation, handler }: CallExplanation['call']): string {
  const called = path === undefined ? operation : `${method} ${path}`;
  return [called, handler].filter((part) => part !== undefined).join(' of ');
}

/** How to ask again, where several handlers match. */
function narrowing({ path, operation, handler }: NormalizedExplainRequest): string {
  if (handler === undefined) return 'name one of them as handler';
  return path === undefined && operation === undefined
    ? 'give the path or the operation beside the handler'
    : 'their classes have one name';
}

function unguardedSentence({ guardedBy }: DescribedHandler): string {
  const others = guardedBy.length === 0 ? '' : `: ${guardedBy.join(', ')} does`;
  return `The guard does not decide calls of this handler${others}.`;
}

/** Finds the route of a described call and explains what the guard would decide. No limit, no log. */
@Injectable()
export class CallExplainer {
  constructor(
    @Inject(HandlerDescriptions) private readonly handlers: HandlerDescriptions,
    @Inject(Plans) private readonly plans: Plans,
    @Inject(JwtPolicyRuntime) private readonly runtime: JwtPolicyRuntime,
    @Inject(Transports) private readonly transports: Transports,
    @Inject(ApplicationConfig) private readonly config: ApplicationConfig,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
  ) {}

  /** Undefined in an application of messages alone. */
  private get adapter(): HttpAdapter {
    return (this.adapterHost as Partial<HttpAdapterHost>).httpAdapter;
  }

  async explain(request: NormalizedExplainRequest): Promise<CallExplanation> {
    const nowSeconds = Math.floor(this.runtime.clock.now() / 1000);
    const answer = await this.find(request);
    return { call: askedOf(request), candidates: [], steps: [], notes: [], nowSeconds, ...answer };
  }

  private find(request: NormalizedExplainRequest): Answer | Promise<Answer> {
    const handlers = this.handlers.list((owner, handler) => this.plans.find(owner, handler));
    const comparison = pathComparison(this.adapter);
    const versioning = this.config.getVersioning();
    const [first, ...others] = findRoutes(handlers, request, comparison).filter(
      ({ handler }) =>
        request.handler !== undefined || isRequestedVersion(handler.versions, versioning, request),
    );
    if (first === undefined) return this.unknown(request, nearRoutes(handlers, request, comparison));
    if (others.length === 0) return this.explainRoute(first, request);
    const sentence = `${others.length + 1} handlers match ${askedText(askedOf(request))}, and none is chosen: ${narrowing(request)}.`;
    return { outcome: 'route-ambiguous', sentence, candidates: [first, ...others].map(routeOf) };
  }

  private unknown(request: NormalizedExplainRequest, near: readonly NearRoute[]): Answer {
    const hint = near.length === 0 ? '' : ' These come close:';
    return {
      outcome: 'route-unknown',
      sentence: `No ${request.operation ? 'operation' : 'route'} of the application matches ${askedText(askedOf(request))}.${hint}`,
      candidates: near.map(routeOf),
    };
  }

  private async explainRoute(match: MatchingRoute, request: NormalizedExplainRequest): Promise<Answer> {
    const route = routeOf(match);
    const { plan } = match.handler;
    if (plan === 'public')
      return { outcome: 'public', sentence: 'Granted without a token: the handler is public.', route };
    if (plan === undefined)
      return { outcome: 'not-guarded', sentence: unguardedSentence(match.handler), route };
    return { route, ...(await this.explainPlan(plan, match, request)) };
  }

  private async explainPlan(
    plan: Plan,
    match: MatchingRoute,
    request: NormalizedExplainRequest,
  ): Promise<Answer> {
    const explanation = await explain(
      plan,
      this.callOf(match, request),
      this.runtime.clock,
      (policy: Policy) => (policy.origin === bearerHeader ? undefined : request.token),
    );
    const { answer, ...conclusion } = conclusionOf(explanation);
    const isRoute = match.at !== undefined && !isOperation(match.at);
    return {
      ...conclusion,
      ...(isRoute && answer && { answer }),
      notes: notesOn(explanation, request, match.at, this.tokenPlacesAt(match.at)),
    };
  }

  private tokenPlacesAt(at: CallPlace | undefined): string | undefined {
    return at && isOperation(at) ? this.transports.given(at.transport)?.tokenPlaces : undefined;
  }

  private callOf({ at, parameters }: MatchingRoute, request: NormalizedExplainRequest): Call {
    return at === undefined || isOperation(at)
      ? describedOperation(request, at)
      : this.transports.readRequest(describedRequest(request, at, parameters, isFastify(this.adapter)));
  }
}
