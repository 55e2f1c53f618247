import type { FactoryProvider } from '@nestjs/common';
import { INSPECTION_KEY, type Inspection } from '../inspection/index.js';

/** What this application answers the command line. Nothing is computed before it asks. */
export const inspectionProvider: FactoryProvider<Inspection> = {
  provide: Symbol.for(INSPECTION_KEY),
  useFactory: () => ({}),
};
