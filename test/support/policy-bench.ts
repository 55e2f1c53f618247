import { compilePlan, compilePolicy, type Demands, type Plan } from '../../src/jwt-policy/policy/index.js';
import { normalizeOptions, type JwtPolicyOptions } from '../../src/jwt-policy/options/index.js';
import type { Call } from '../../src/jwt-policy/tokens/index.js';
import { tokenCall, type CallDetails } from '../../src/jwt-policy/transports/index.js';
import { TestClock } from './test-clock.js';
import { generateKey, TestIssuer } from './test-issuer.js';

/** What a call under test carries. */
export interface CallParts extends CallDetails {
  /** The Authorization headers as sent, one or several. */
  readonly authorization?: string | readonly string[];
  /** Names of parameters in query or form. */
  readonly parameters?: readonly string[];
}

/** A GET call of `/orders/:id`, unless told otherwise. */
export function callOf({ authorization = [], parameters = [], ...details }: CallParts = {}): Call {
  const headers = typeof authorization === 'string' ? [authorization] : authorization;
  return {
    ...tokenCall({ routePattern: '/orders/:id', ...details }),
    headerValues: (name) => (name === 'authorization' ? headers : []),
    hasParameter: (name) => parameters.includes(name),
  };
}

/** A call with this bearer token. */
export function callWith(token: string, parts: CallParts = {}): Call {
  return callOf({ authorization: `Bearer ${token}`, ...parts });
}

const ISSUER_KEY = generateKey('key-1', 'ES256');
const PARTNER_KEY = generateKey('partner-1', 'ES256');

/** Two issuers with a key each, and plans over them that ask no network and no clock of a machine. */
export class PolicyBench {
  readonly clock = new TestClock();
  readonly issuer = new TestIssuer('https://id.example.com', this.clock, ISSUER_KEY);
  readonly partner = new TestIssuer('https://partner.example.com', this.clock, PARTNER_KEY);
  /** What was told to the operator. */
  readonly reports: string[] = [];

  /** The options of an issuer whose key is at hand: the valid baseline. */
  options({ issuer, key }: TestIssuer = this.issuer) {
    return {
      issuer,
      audience: 'orders',
      algorithms: ['ES256'],
      keys: { key: key.publicKey, kid: key.kid },
    } as const;
  }

  /** A compiled plan that caches no token unless told to; by default of the one issuer, and a route that demands nothing. */
  plan(
    options: JwtPolicyOptions = { issuers: [this.options()] },
    { unmatchedRoutes, ...demands }: Partial<Demands> & { unmatchedRoutes?: 'deny' | 'allow' } = {},
  ): Plan {
    const report = (level: string, message: string): void => void this.reports.push(`${level} ${message}`);
    const normalized = normalizeOptions(options);
    const environment = { ...normalized, clock: this.clock, report, random: () => 0.5, fetched: new Map() };
    return compilePlan(
      'OrdersController.read',
      { scopes: { all: [], any: [] }, rules: [], tokenNeed: 'required', ...demands },
      normalized.policies.map((policy) =>
        compilePolicy(
          policy,
          environment,
          options.tokenCache === undefined ? undefined : normalized.tokenCache,
        ),
      ),
      unmatchedRoutes ?? normalized.unmatchedRoutes,
      report,
    );
  }
}
