import { createParamDecorator, Logger, type ExecutionContext } from '@nestjs/common';
import {
  ClaimsSchema,
  type JwtClaims,
  type DescribedRule,
  type SchemaOutput,
  type StandardSchema,
} from '../../claims/index.js';
import { refuse } from '../../errors/index.js';
import { declare } from '../declarations.js';
import { RefusedException } from '../refused.exception.js';
import type { GuardedRequest } from '../request-state.js';
import { ClaimRule } from './claim-rule.decorator.js';

/** Claims with the type of a schema. */
export interface TypedClaims<Output> {
  /**
   * A parameter: what the schema makes of the claims; undefined where the call is anonymous. It is a demand of its route
   * as well: claims that the schema does not take are refused with 403 `CLAIM_RULE_FAILED` before the handler runs.
   */
  (): ParameterDecorator;
  /** The same demand where no handler has the parameter: `@ClaimRule(Shop.rule)`, or in `checks`. */
  readonly rule: DescribedRule;
  /** What the parameter gives, for interceptors, pipes and filters. Throws `RefusedException` as the guard would. */
  of(request: GuardedRequest): Output | undefined;
}

/** The type that typed claims give. */
export type ClaimsOf<Typed> = Typed extends TypedClaims<infer Output> ? Output : never;

const ON_CONSTRUCTOR = declare({
  kind: 'mistake',
  message: 'typed claims are a parameter of a handler, not of a constructor.',
});

/**
 * Claims with a type, by any schema that follows Standard Schema (zod, valibot, arktype). A token is validated once for
 * as long as it is cached. The result is frozen and stands beside the claims: no rule and no scope is read from it.
 * @example
 * `const Shop = typedClaims(z.object({ shop: z.string() }));`
 * `type ShopClaims = ClaimsOf<typeof Shop>;`
 * `list(@Shop() { shop }: ShopClaims)`
 */
export function typedClaims<Schema extends StandardSchema>(
  schema: Schema,
): TypedClaims<SchemaOutput<Schema>> {
  const claimsSchema = new ClaimsSchema<SchemaOutput<Schema>>(schema);
  const { rule } = claimsSchema;
  const of = (request: GuardedRequest): SchemaOutput<Schema> | undefined => {
    const claims = request.jwtPolicy?.claims;
    return claims === undefined ? undefined : valueOf(claimsSchema, claims);
  };
  const parameter = createParamDecorator((_data: unknown, context: ExecutionContext) =>
    // What another kind of call carries in that place was written by its sender.
    context.getType() === 'http' ? of(context.switchToHttp().getRequest<GuardedRequest>()) : undefined,
  )();
  const decorator = (): ParameterDecorator => (target, method, index) => {
    if (method === undefined) return ON_CONSTRUCTOR(target as never);
    demand(rule, target, method);
    parameter(target, method, index);
  };
  return Object.freeze(Object.assign(decorator, { rule, of }));
}

/** Where a route has declared the demand, the guard has refused before: this holds everywhere else. */
function valueOf<Output>(schema: ClaimsSchema<Output>, claims: JwtClaims): Output {
  try {
    return schema.valueOf(claims);
  } catch {
    const refusal = refuse('CLAIM_RULE_FAILED', `expected: the token ${schema.rule.describe}`);
    new Logger('JwtPolicy').warn(`${refusal.code} where typed claims were read: ${refusal.detail}`);
    throw new RefusedException(refusal);
  }
}

function demand(rule: DescribedRule, target: object, method: string | symbol): void {
  // The decorators of a parameter run before those of its method, which is on its prototype by then.
  ClaimRule(rule)(target, method, Object.getOwnPropertyDescriptor(target, method) as PropertyDescriptor);
}
