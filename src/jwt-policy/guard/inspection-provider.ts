import type { FactoryProvider } from '@nestjs/common';
import { INSPECTION_KEY, type Inspection } from '../inspection/index.js';
import { JwtPolicyRoutes } from './jwt-policy-routes.js';

/** What this application answers the command line and the test kit. Nothing is computed before they ask. */
export const inspectionProvider: FactoryProvider<Inspection> = {
  provide: Symbol.for(INSPECTION_KEY),
  inject: [JwtPolicyRoutes],
  useFactory: (routes: JwtPolicyRoutes) => ({ routes: () => routes.table() }),
};
