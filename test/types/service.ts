import {
  JwtPolicyService,
  REFUSAL_CODES,
  type CallDemands,
  type Explanation,
  type JwtClaims,
  type PreparedDemands,
  type RefusalCode,
  type Verdict,
} from '../../src/jwt-policy/index.js';
import type { Expect, Same } from './expect-type.js';

declare const policies: JwtPolicyService;

// Demands are those of decorators; a misspelt one would not be enforced.
export const writers: PreparedDemands = policies.prepare({
  scopes: ['orders/write'],
  anyScope: ['staff', 'partner'],
  rules: [{ claim: 'token_use', rule: 'access' }],
  policies: ['partners'],
});
// @ts-expect-error scope
policies.prepare({ scope: ['orders/write'] });
// @ts-expect-error one text is no list
policies.prepare({ scopes: 'orders/write' });
// @ts-expect-error an unset list would demand nothing
export const unset: CallDemands = { scopes: undefined };

// The same calls are there with prepared demands and without. All of them are waited for: a key may have to be fetched.
export type Prepared = Expect<Same<ReturnType<typeof writers.decide>, Promise<Verdict>>>;
export type Unprepared = Expect<Same<ReturnType<typeof policies.decide>, Promise<Verdict>>>;
void policies.decide(
  'token',
  { routePattern: '/orders/:id', uriParams: { id: '7' } },
  { anyScope: ['staff'] },
);
// @ts-expect-error the token may be absent in a message: the caller has to say what that means
void writers.decide(undefined);

// Claims are there only after it is known that the call is granted, and not to nobody.
export function subjectOf(verdict: Verdict): string | undefined {
  // @ts-expect-error it may be refused
  void verdict.claims;
  if (!verdict.granted) return verdict.refusal.code;
  // @ts-expect-error it may be anonymous
  void verdict.claims;
  if (verdict.anonymous) return undefined;
  const { claims } = verdict;
  type Verified = Expect<Same<typeof claims, JwtClaims>>;
  const verified: Verified = true;
  return verified ? claims.sub : undefined;
}

// Public routes have nothing to explain; prepared demands always have.
export class OrdersController {
  list(): void {}
}
export type OfRoute = Expect<Same<ReturnType<typeof policies.explain>, Promise<Explanation | undefined>>>;
export type OfDemands = Expect<Same<ReturnType<typeof writers.explain>, Promise<Explanation>>>;
void policies.explain('token', OrdersController, 'list');
// @ts-expect-error an instance is no class
void policies.explain('token', new OrdersController(), 'list');
export function isUndecided({ steps, undecided }: Explanation): boolean {
  return undecided !== undefined && steps.some(({ outcome }) => outcome === 'not-run');
}

// Codes are a union as well as a list: a table of them is complete, or does not compile.
export const texts: Readonly<Partial<Record<RefusalCode, string>>> = { TOKEN_EXPIRED: 'Sign in again.' };
export const counters = Object.fromEntries(REFUSAL_CODES.map((code) => [code, 0]));
export type Codes = Expect<Same<(typeof REFUSAL_CODES)[number], RefusalCode>>;
// @ts-expect-error no such code
export const unknown: RefusalCode = 'TOKEN_BAD';
