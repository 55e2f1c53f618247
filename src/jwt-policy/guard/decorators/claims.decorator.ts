import { createParamDecorator, Logger, type ExecutionContext } from '@nestjs/common';
import { meantPath, readClaim, type ClaimPath, type JwtClaims } from '../../claims/index.js';
import { jwtPolicyOf } from '../../transports/index.js';

/** Names that were warned of: once each, because every call would repeat it. Only decorators add to it. */
const warned = new Set<string>();

/** A name with dots is one name: who means a nested claim would get undefined and not know why. */
function warnOfPath(claims: JwtClaims, path: ClaimPath): void {
  const name = String(path);
  const meant = warned.has(name) ? undefined : meantPath(claims, path);
  if (meant === undefined) return;
  warned.add(name);
  new Logger('JwtPolicy').warn(`@Claims('${name}') is undefined: did you mean the path ${meant}?`);
}

/**
 * The verified claims, or one of them; undefined where the call is anonymous or the claim absent. Frozen.
 * @example `list(@Claims('client_id') clientId: string, @Claims() claims: JwtClaims)`
 */
export const Claims: (path?: ClaimPath) => ParameterDecorator = createParamDecorator(
  (path: ClaimPath | undefined, context: ExecutionContext): unknown => {
    const claims = jwtPolicyOf(context)?.claims;
    if (claims === undefined || path === undefined) return claims;
    const value = readClaim(claims, path);
    if (value === undefined) warnOfPath(claims, path);
    return value;
  },
);
