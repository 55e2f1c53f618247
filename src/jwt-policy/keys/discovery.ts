import { isPlainObject } from '../claims/index.js';
import { endpointProblem } from './endpoint.js';

/** Thrown when a discovery document cannot be trusted. */
export class DiscoveryRefusedError extends Error {
  override readonly name = 'DiscoveryRefusedError';
}

/** Where an issuer publishes its metadata (OpenID Connect Discovery 1.0 §4). */
export function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

/**
 * The `jwks_uri` of a discovery document, judged as strictly as a JWKS: `issuer` must equal the expected one
 * (OpenID Connect Discovery 1.0 §4.3, stops one issuer from speaking for another), and the URL must be https
 * unless the issuer itself is not. Throws `DiscoveryRefusedError`.
 */
export function readJwksUri(document: unknown, issuer: string): string {
  if (!isPlainObject(document)) throw new DiscoveryRefusedError('the discovery document is not an object');
  const own: Record<string, unknown> = { __proto__: null, ...document };
  const { issuer: told, jwks_uri: jwksUri } = own;
  if (told !== issuer) throw new DiscoveryRefusedError('the discovery document is of another issuer');
  if (typeof jwksUri !== 'string') throw new DiscoveryRefusedError('the discovery document has no jwks_uri');
  const overPlainHttp = new URL(issuer).protocol === 'http:';
  const isHttps = URL.canParse(jwksUri) && new URL(jwksUri).protocol === 'https:';
  if (endpointProblem(jwksUri, overPlainHttp) !== undefined || !(isHttps || overPlainHttp)) {
    throw new DiscoveryRefusedError('the jwks_uri of the discovery document is not an https URL');
  }
  return jwksUri;
}
