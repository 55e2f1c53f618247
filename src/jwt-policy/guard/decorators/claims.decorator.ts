import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { readClaim, type ClaimPath } from '../../claims/index.js';
import type { GuardedRequest } from '../request-state.js';

/**
 * The verified claims, or one of them; undefined where the call is anonymous or the claim absent. Frozen.
 * @example `list(@Claims('client_id') clientId: string, @Claims() claims: JwtClaims)`
 */
export const Claims: (path?: ClaimPath) => ParameterDecorator = createParamDecorator(
  (path: ClaimPath | undefined, context: ExecutionContext): unknown => {
    // What another kind of call carries in that place was written by its sender.
    if (context.getType() !== 'http') return undefined;
    const claims = context.switchToHttp().getRequest<GuardedRequest | undefined>()?.jwtPolicy?.claims;
    return claims === undefined || path === undefined ? claims : readClaim(claims, path);
  },
);
