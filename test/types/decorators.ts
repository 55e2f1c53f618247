import {
  ClaimRule,
  GuardedElsewhere,
  hasKey,
  includes,
  OptionalToken,
  Public,
  RequireAnyScope,
  RequireScope,
  UsePolicy,
  type JwtClaims,
  type DescribedRule,
  type RuleContext,
} from '../../src/jwt-policy/index.js';
import { expression } from '../../src/jwt-policy/expressions/index.js';
import type { Expect, Same } from './expect-type.js';

// Each decorator stands on a class and on a method, so that demands can be written at either.
@RequireScope('orders/read')
@RequireAnyScope('a', 'b')
@ClaimRule('token_use', 'access')
@UsePolicy('partners')
export class Everywhere {
  @RequireScope('orders/read', 'orders/list')
  @RequireAnyScope('a', 'b')
  @UsePolicy('partners', 'staff')
  @OptionalToken({ onInvalid: 'anonymous' })
  list(): void {}

  @Public()
  health(): void {}

  @GuardedElsewhere('WsAuthGuard')
  join(): void {}

  // A parameter and a property cannot demand anything: nobody would enforce it.
  // @ts-expect-error on a parameter
  parameter(@RequireScope('orders/read') _id: string): void {}

  // @ts-expect-error on a property
  @Public() property = 1;
}

// Scopes are separate texts. A list would be one scope that no token has, or none.
// @ts-expect-error a list
RequireScope(['orders/read']);
// @ts-expect-error an unset variable
RequireScope(process.env['SCOPE']);
// @ts-expect-error another word
OptionalToken({ onInvalid: 'pass' });
// @ts-expect-error the guard is named by a text
GuardedElsewhere(Everywhere);

// A rule is a literal, a list of them, a predicate or a described rule.
ClaimRule('client_id', ['orders-batch', 'orders-web'] as const);
ClaimRule(['realm_access', 'roles'], includes('admin'), { mandatory: false });
ClaimRule('roles', hasKey('admin'));
ClaimRule(expression('#[vars.claimSet.sub == attributes.uriParams.owner]'));
// What an issuer wrote has no type: it has to be looked at before it is used.
ClaimRule('level', (level, { claims, attributes, authentication }) => {
  type Level = Expect<Same<typeof level, unknown>>;
  type All = Expect<Same<typeof claims, JwtClaims>>;
  const typed: { readonly level: Level; readonly all: All } = { level: true, all: true };
  return typed.all && Number(level) > 2 && attributes.method === 'GET' && authentication?.clientId !== null;
});
// @ts-expect-error null says nothing about a claim
ClaimRule('client_id', null);
// @ts-expect-error a misspelt option would leave the claim mandatory
ClaimRule('client_id', 'orders-batch', { mandatry: false });
// @ts-expect-error a regular expression is no rule: it could be stalled
ClaimRule('client_id', /^orders-/);

// A rule that waits would be taken for one that passes, if only its promise were looked at.
// @ts-expect-error a promise
ClaimRule('sub', async (sub) => sub === 'alice');
export const waiting: DescribedRule = {
  describe: 'is somebody',
  // @ts-expect-error a promise
  run: async () => true,
};

// A rule cannot change what it looks at: the next one sees the same.
export function curious(_value: unknown, { claims, attributes }: RuleContext): boolean {
  // @ts-expect-error readonly
  claims['sub'] = 'alice';
  // @ts-expect-error readonly
  attributes.method = 'GET';
  return false;
}
