import { JwtPolicyConfigurationError } from '../errors/index.js';
import { INSPECTION_KEY, policyTableText, type Inspection, type RouteTable } from '../inspection/index.js';

/** An initialised Nest application, or a compiled testing module that is. */
export interface InitialisedApp {
  get(token: symbol, options: { readonly strict: false }): unknown;
}

function inspectionOf(app: InitialisedApp): Inspection {
  try {
    return app.get(Symbol.for(INSPECTION_KEY), { strict: false }) as Inspection;
  } catch {
    const message = 'needs an application that imports JwtPolicyModule.';
    throw new JwtPolicyConfigurationError([{ path: 'policyTable(app)', message }], 'There is no table');
  }
}

/**
 * What protects each handler, as a text for the snapshot of any test runner: a change that opens a route, or drops a
 * demand, then fails a test and shows which. Sorted, one fact a line; the same on every machine. Handlers that are no HTTP
 * routes and findings are in it. Throws `JwtPolicyConfigurationError` where the application is not initialised, or does
 * not import `JwtPolicyModule`.
 * @example `expect(policyTable(app)).toMatchSnapshot();`
 */
export function policyTable(app: InitialisedApp): string {
  return policyTableText(inspectionOf(app)['routes']?.(undefined) as RouteTable);
}
