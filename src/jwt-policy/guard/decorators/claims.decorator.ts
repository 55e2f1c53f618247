import { createParamDecorator, Logger, type ExecutionContext } from '@nestjs/common';
import { meantPath, readClaim, type ClaimPath, type JwtClaims } from '../../claims/index.js';
import { jwtPolicyOf } from '../../transports/index.js';

/**
 * The names that a warning was logged for. Each is logged once, because every call would repeat it. Only decorators add
 * names.
 */
const warned = new Set<string>();

/** Warns that a name with dots is one name and no path to a nested claim, which would be undefined without a reason. */
function warnOfPath(claims: JwtClaims, path: ClaimPath): void {
  const name = String(path);
  const meant = warned.has(name) ? undefined : meantPath(claims, path);
  if (meant === undefined) return;
  warned.add(name);
  new Logger('JwtPolicy').warn(`@Claims('${name}') is undefined: did you mean the path ${meant}?`);
}

/**
 * The verified claims, or one of them, frozen. Undefined if the call is anonymous or the claim is absent.
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
