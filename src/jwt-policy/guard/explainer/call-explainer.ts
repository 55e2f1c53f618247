import { Inject, Injectable } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import { conclusionOf, type CallExplanation, type ExplainedRoute } from '../../explain/index.js';
import { placeOf, type DescribedHandler } from '../../inspection/index.js';
import { explain, type Plan, type Policy } from '../../policy/index.js';
import type { PathComparison } from '../../routes/index.js';
import { bearerHeader, type Call } from '../../tokens/index.js';
import { transportCall } from '../../transports/index.js';
import { Plans } from '../plans.js';
import { JwtPolicyRuntime } from '../runtime.js';
import { HandlerDescriptions } from '../table/handler-descriptions.js';
import { Transports } from '../transports.js';
import { describedRequest, sentHeaders } from './described-request.js';
import type { NormalizedExplainRequest } from './explain-request.js';
import { findRoutes, nearRoutes, type MatchingRoute } from './find-routes.js';
import { notesOn } from './explanation-notes.js';
import { isRequestedVersion } from './requested-version.js';

type Answer = Pick<CallExplanation, 'outcome' | 'sentence'> & Partial<CallExplanation>;

/** The part of an Express application that shows how it compares paths. */
interface ExpressApp {
  enabled?(setting: string): boolean;
}

/** The part of a Fastify instance that shows how it compares paths. */
interface FastifyApp {
  readonly initialConfig?: {
    readonly caseSensitive?: boolean;
    readonly ignoreTrailingSlash?: boolean;
    readonly routerOptions?: { readonly caseSensitive?: boolean; readonly ignoreTrailingSlash?: boolean };
  };
}

function routeOf({ handler, at }: Pick<MatchingRoute, 'handler' | 'at'>): ExplainedRoute {
  const { versions } = handler;
  return {
    handler: placeOf(handler),
    ...(at && { method: at.method, pattern: at.pattern.text }),
    ...(versions.length > 0 && { versions }),
  };
}

function askedText({ method, path, handler }: NormalizedExplainRequest): string {
  return [
    ...(path === undefined ? [] : [`${method} ${path}`]),
    ...(handler === undefined ? [] : [handler]),
  ].join(' of ');
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

  async explain(request: NormalizedExplainRequest): Promise<CallExplanation> {
    const { method, path, handler } = request;
    const call = { ...(path !== undefined && { method, path }), ...(handler !== undefined && { handler }) };
    const nowSeconds = Math.floor(this.runtime.clock.now() / 1000);
    const answer = await this.find(request);
    return { call, candidates: [], steps: [], notes: [], nowSeconds, ...answer };
  }

  private find(request: NormalizedExplainRequest): Answer | Promise<Answer> {
    const handlers = this.handlers.list((owner, handler) => this.plans.find(owner, handler));
    const comparison = this.comparison();
    const versioning = this.config.getVersioning();
    const [first, ...others] = findRoutes(handlers, request, comparison).filter(
      ({ handler }) =>
        request.handler !== undefined || isRequestedVersion(handler.versions, versioning, request),
    );
    if (first === undefined) return this.unknown(request, nearRoutes(handlers, request, comparison));
    if (others.length === 0) return this.explainRoute(first, request);
    const sentence = `${others.length + 1} handlers match ${askedText(request)}, and none is chosen: name one of them as handler.`;
    return { outcome: 'route-ambiguous', sentence, candidates: [first, ...others].map(routeOf) };
  }

  private unknown(
    request: NormalizedExplainRequest,
    near: readonly Pick<MatchingRoute, 'handler' | 'at'>[],
  ): Answer {
    const hint = near.length === 0 ? '' : ' These come close:';
    return {
      outcome: 'route-unknown',
      sentence: `No route of the application matches ${askedText(request)}.${hint}`,
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
    return { ...conclusion, ...(match.at && answer && { answer }), notes: notesOn(explanation, request) };
  }

  private callOf({ at, parameters }: MatchingRoute, request: NormalizedExplainRequest): Call {
    if (at !== undefined) {
      const isFastify = this.adapterHost.httpAdapter.getType() === 'fastify';
      return this.transports.readRequest(describedRequest(request, at, parameters, isFastify));
    }
    const headers = sentHeaders(request);
    return transportCall(
      {},
      {
        method: request.method,
        headers: Object.fromEntries([...headers].map(([name, values]) => [name, values.join(', ')])),
        authorization: headers.get('authorization') ?? [],
      },
    );
  }

  /** How the router of the adapter compares paths. */
  private comparison(): PathComparison {
    const { httpAdapter } = this.adapterHost;
    if (httpAdapter.getType() !== 'fastify') {
      const app = httpAdapter.getInstance<ExpressApp>();
      const isSet = (setting: string): boolean => app.enabled?.(setting) === true;
      return { isCaseSensitive: isSet('case sensitive routing'), isStrict: isSet('strict routing') };
    }
    const { initialConfig = {} } = httpAdapter.getInstance<FastifyApp>();
    const { caseSensitive = true, ignoreTrailingSlash = false } = {
      ...initialConfig,
      ...initialConfig.routerOptions,
    };
    return { isCaseSensitive: caseSensitive, isStrict: !ignoreTrailingSlash };
  }
}
