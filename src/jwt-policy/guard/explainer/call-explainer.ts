import { Inject, Injectable } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import { conclusionOf, type CallExplanation, type ExplainedRoute } from '../../explain/index.js';
import { isOperation, placeOf, type CallPlace, type DescribedHandler } from '../../inspection/index.js';
import { explain, type Plan, type Policy } from '../../policy/index.js';
import type { CalledOperation, PathComparison } from '../../routes/index.js';
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

function placed(at: CallPlace): Partial<ExplainedRoute> {
  return isOperation(at)
    ? { operation: `${at.transport} ${at.pattern}` }
    : { method: at.method, pattern: at.pattern.text };
}

function routeOf({ handler, at }: Pick<MatchingRoute, 'handler' | 'at'>): ExplainedRoute {
  const { versions } = handler;
  return {
    handler: placeOf(handler),
    ...(at && placed(at)),
    ...(versions.length > 0 && { versions }),
  };
}

function operationText({ transport, name }: CalledOperation): string {
  return `${transport} ${name}`;
}

function askedText({ method, path, operation, handler }: NormalizedExplainRequest): string {
  return [
    ...(path === undefined ? [] : [`${method} ${path}`]),
    ...(operation === undefined ? [] : [operationText(operation)]),
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

  /** Undefined in an application of messages alone. */
  private get adapter(): HttpAdapterHost['httpAdapter'] | undefined {
    return (this.adapterHost as Partial<HttpAdapterHost>).httpAdapter;
  }

  async explain(request: NormalizedExplainRequest): Promise<CallExplanation> {
    const { method, path, operation, handler } = request;
    const call = {
      ...(path !== undefined && { method, path }),
      ...(operation && { operation: operationText(operation) }),
      ...(handler !== undefined && { handler }),
    };
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
      sentence: `No ${request.operation ? 'operation' : 'route'} of the application matches ${askedText(request)}.${hint}`,
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
    return { ...conclusion, ...(isRoute && answer && { answer }), notes: notesOn(explanation, request) };
  }

  private callOf({ at, parameters }: MatchingRoute, request: NormalizedExplainRequest): Call {
    if (at !== undefined && !isOperation(at)) {
      const isFastify = this.adapter?.getType() === 'fastify';
      return this.transports.readRequest(describedRequest(request, at, parameters, isFastify));
    }
    const headers = sentHeaders(request);
    const served = at && { transport: at.transport, name: at.pattern };
    const operation = request.operation ?? served;
    return transportCall(
      {},
      {
        method: operation === undefined ? request.method : '',
        ...(operation && { operation, requestPath: operation.name, scheme: operation.transport }),
        headers: Object.fromEntries([...headers].map(([name, values]) => [name, values.join(', ')])),
        authorization: headers.get('authorization') ?? [],
      },
    );
  }

  /** How the router of the adapter compares paths. */
  private comparison(): PathComparison {
    const { adapter } = this;
    if (adapter?.getType() !== 'fastify') {
      const app: ExpressApp = adapter?.getInstance<ExpressApp>() ?? {};
      const isSet = (setting: string): boolean => app.enabled?.(setting) === true;
      return { isCaseSensitive: isSet('case sensitive routing'), isStrict: isSet('strict routing') };
    }
    const { initialConfig = {} } = adapter.getInstance<FastifyApp>();
    const { caseSensitive = true, ignoreTrailingSlash = false } = {
      ...initialConfig,
      ...initialConfig.routerOptions,
    };
    return { isCaseSensitive: caseSensitive, isStrict: !ignoreTrailingSlash };
  }
}
