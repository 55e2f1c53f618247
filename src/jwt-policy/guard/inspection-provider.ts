import type { FactoryProvider } from '@nestjs/common';
import { INSPECTION_KEY, type Inspection } from '../inspection/index.js';
import type { ExplainRequest } from './explainer/explain-request.js';
import { JwtPolicyExplainer } from './jwt-policy-explainer.js';
import { JwtPolicyRoutes } from './jwt-policy-routes.js';
import { JwtPolicyRuntime } from './runtime.js';

/** What this application answers the command line and the test kit. Nothing is computed before they ask. */
export const inspectionProvider: FactoryProvider<Inspection> = {
  provide: Symbol.for(INSPECTION_KEY),
  inject: [JwtPolicyRoutes, JwtPolicyExplainer, JwtPolicyRuntime],
  useFactory: (routes: JwtPolicyRoutes, explainer: JwtPolicyExplainer, runtime: JwtPolicyRuntime) => ({
    routes: () => routes.table(),
    // The application has just been started for this one question: the fetches of its start are waited for.
    explain: async (request) => {
      await runtime.prefetched;
      return explainer.explain(request as ExplainRequest);
    },
  }),
};
