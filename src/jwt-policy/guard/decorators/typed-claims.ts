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
import { respondTo } from '../../responses/index.js';
import { jwtPolicyOf, RefusedException, type GuardedRequest } from '../../transports/index.js';
import { ClaimRule } from './claim-rule.decorator.js';

/** Claims with the type of a schema, as a parameter, a rule and a function. */
export interface TypedClaims<Output> {
  /**
   * As a parameter decorator: the output of the schema for the claims; undefined if the call is anonymous. It is a
   * demand of its route as well: claims that the schema refuses give 403 `CLAIM_RULE_FAILED` before the handler runs.
   */
  (): ParameterDecorator;
  /** The same demand without a parameter: `@ClaimRule(Shop.rule)`, or in `checks`. */
  readonly rule: DescribedRule;
  /** The value of the parameter, for interceptors, pipes and filters. Throws `RefusedException` as the guard would. */
  of(request: GuardedRequest): Output | undefined;
}

/** The type of typed claims. */
export type ClaimsOf<Typed> = Typed extends TypedClaims<infer Output> ? Output : never;

const ON_CONSTRUCTOR = declare({
  kind: 'mistake',
  message: 'typed claims are a parameter of a handler, not of a constructor.',
});

/**
 * Claims with a type, by any schema that follows Standard Schema (zod, valibot, arktype). The claims of a token are
 * validated once while the token is cached. The result is frozen and separate from the claims: rules and scopes do not
 * read it.
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
  const of = ({ jwtPolicy }: GuardedRequest): SchemaOutput<Schema> | undefined =>
    jwtPolicy === undefined ? undefined : valueOf(claimsSchema, jwtPolicy.claims);
  const parameter = createParamDecorator((_data: unknown, context: ExecutionContext) =>
    of({ jwtPolicy: jwtPolicyOf(context) }),
  )();
  const decorator = (): ParameterDecorator => (target, method, index) => {
    if (method === undefined) return ON_CONSTRUCTOR(target as never);
    demand(rule, target, method);
    parameter(target, method, index);
  };
  return Object.freeze(Object.assign(decorator, { rule, of }));
}

/** Refuses where the demand was not declared on the route; otherwise the guard has already refused. */
function valueOf<Output>(schema: ClaimsSchema<Output>, claims: JwtClaims): Output {
  try {
    return schema.valueOf(claims);
  } catch {
    const refusal = refuse('CLAIM_RULE_FAILED', `expected: the token ${schema.rule.describe}`);
    new Logger('JwtPolicy').warn(`${refusal.code} where typed claims were read: ${refusal.detail}`);
    throw new RefusedException(refusal.code, respondTo(refusal));
  }
}

function demand(rule: DescribedRule, target: object, method: string | symbol): void {
  // Parameter decorators run before the decorators of the method, and the method is already on its prototype.
  ClaimRule(rule)(target, method, Object.getOwnPropertyDescriptor(target, method) as PropertyDescriptor);
}
