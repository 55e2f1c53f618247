import { auth } from 'express-oauth2-jwt-bearer';
import { AUDIENCE, ISSUER } from '../../corpus/contract.mjs';

/** Express middleware in front of every route. */
export async function mount({ jwksUri }) {
  return {
    middleware: [auth({ issuer: ISSUER, audience: AUDIENCE, jwksUri, tokenSigningAlg: 'RS256' })],
  };
}
