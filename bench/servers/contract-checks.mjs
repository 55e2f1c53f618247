import { AUDIENCE, ISSUER } from '../corpus/contract.mjs';

/** What every peer over HTTP is told to check. */
export const JSONWEBTOKEN_CHECKS = { algorithms: ['RS256'], issuer: ISSUER, audience: AUDIENCE };

/** The token of a request, as hand-written guards take it. */
export function bearerOf(context) {
  return context.switchToHttp().getRequest().headers.authorization.slice('Bearer '.length);
}

/** A global guard made of one function. */
export function globalGuard(token, canActivate) {
  return { providers: [{ provide: token, useValue: { canActivate } }] };
}
