import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { readClaim, type ClaimPath } from '../../claims/index.js';
import { jwtPolicyOf } from '../../transports/index.js';

/**
 * The verified claims, or one of them; undefined where the call is anonymous or the claim absent. Frozen.
 * @example `list(@Claims('client_id') clientId: string, @Claims() claims: JwtClaims)`
 */
export const Claims: (path?: ClaimPath) => ParameterDecorator = createParamDecorator(
  (path: ClaimPath | undefined, context: ExecutionContext): unknown => {
    const claims = jwtPolicyOf(context)?.claims;
    return claims === undefined || path === undefined ? claims : readClaim(claims, path);
  },
);
