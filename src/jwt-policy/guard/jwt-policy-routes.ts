import { Inject, Injectable } from '@nestjs/common';
import { JwtPolicyConfigurationError } from '../errors/index.js';
import { routeTableOf, type RouteTable } from '../inspection/index.js';
import { Plans } from './plans.js';
import { JwtPolicyRuntime } from './runtime.js';
import { HandlerDescriptions } from './table/handler-descriptions.js';

/** What protects each handler of the application. */
@Injectable()
export class JwtPolicyRoutes {
  /** @internal Nest makes the only instance. */
  constructor(
    @Inject(Plans) private readonly plans: Plans,
    @Inject(HandlerDescriptions) private readonly handlers: HandlerDescriptions,
    @Inject(JwtPolicyRuntime) private readonly runtime: JwtPolicyRuntime,
  ) {}

  /**
   * Every handler of every kind, with what a call of it must satisfy and where that is declared, and what a reader should
   * look at. It is computed at each call from the plans that the guard decides by, and decides nothing. It does not show
   * routes that are registered past Nest, such as `app.getHttpAdapter().get()`, nor middleware: no guard is asked there.
   * Throws `JwtPolicyConfigurationError` before the application is initialised.
   */
  table(): RouteTable {
    if (!this.plans.areReady) {
      const message =
        'is called before the application is initialised: call app.init() or app.listen() first.';
      throw new JwtPolicyConfigurationError(
        [{ path: 'JwtPolicyRoutes.table()', message }],
        'There are no routes yet',
      );
    }
    const handlers = this.handlers.list((owner, handler) => this.plans.find(owner, handler));
    return routeTableOf(handlers, this.runtime.policies);
  }
}
