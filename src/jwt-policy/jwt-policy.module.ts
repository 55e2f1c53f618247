import { Inject, Module, type NestModule, type OnModuleInit } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule, ModulesContainer } from '@nestjs/core';
import { JwtPolicyConfigurationError } from './errors/index.js';
import {
  CallExplainer,
  edgeProviders,
  HandlerDescriptions,
  Handlers,
  inspectionProvider,
  JwtPolicyExplainer,
  JwtPolicyGuard,
  JwtPolicyRoutes,
  JwtPolicyRuntime,
  JwtPolicyService,
  MessageServers,
  Plans,
  Reach,
  Transports,
} from './guard/index.js';
import { ConfigurableModuleClass } from './jwt-policy.options.js';

/**
 * Guards every route of the application by its policies; import it once, in the root module.
 * Options: `JwtPolicyOptions`. Wrong options or decorators stop the start with `JwtPolicyConfigurationError`.
 * @example `JwtPolicyModule.forRoot({ issuers: [{ issuer: 'https://id.example.com', audience: 'orders' }] })`
 */
@Module({
  imports: [DiscoveryModule],
  providers: [
    ...edgeProviders,
    JwtPolicyRuntime,
    Handlers,
    Reach,
    Transports,
    MessageServers,
    HandlerDescriptions,
    Plans,
    JwtPolicyGuard,
    JwtPolicyService,
    JwtPolicyRoutes,
    CallExplainer,
    JwtPolicyExplainer,
    inspectionProvider,
    { provide: APP_GUARD, useExisting: JwtPolicyGuard },
  ],
  exports: [JwtPolicyService, JwtPolicyRoutes, JwtPolicyExplainer, JwtPolicyGuard],
})
export class JwtPolicyModule extends ConfigurableModuleClass implements NestModule, OnModuleInit {
  /** @internal Nest makes the only instance. */
  constructor(
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(Handlers) private readonly handlers: Handlers,
  ) {
    super();
  }

  /** Nest calls this when all instances exist and the router is not built yet. No middleware is registered. */
  configure(): void {
    this.handlers.seeInstances();
  }

  /** Two instances would decide every call twice, by different options: that is never what was meant. */
  onModuleInit(): void {
    const instances = [...this.modules.values()].filter(({ metatype }) => metatype === JwtPolicyModule);
    if (instances.length === 1) return;
    const message =
      'is imported more than once; import it in the root module only, with all policies in its options.';
    throw new JwtPolicyConfigurationError([{ path: 'JwtPolicyModule', message }]);
  }
}
