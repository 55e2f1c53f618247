import { isPlainObject } from '../claims/index.js';
import { JwtPolicyError } from '../errors/index.js';
import { endpointProblem, isLoopback } from './endpoint.js';

/** Thrown when a discovery document cannot be trusted. */
export class DiscoveryRefusedError extends JwtPolicyError {
  override readonly name = 'DiscoveryRefusedError';
  readonly code = 'DISCOVERY_REFUSED';
}

/** Where an issuer publishes its metadata (OpenID Connect Discovery 1.0 §4). */
export function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

/**
 * The `jwks_uri` of a discovery document, judged as strictly as a JWKS: `issuer` must equal the expected one
 * (OpenID Connect Discovery 1.0 §4.3, stops one issuer from speaking for another), and the URL must be https
 * unless the issuer itself is not; an issuer on this machine may name plain http on this machine only. Throws `DiscoveryRefusedError`.
 */
export function readJwksUri(document: unknown, issuer: string): string {
  if (!isPlainObject(document)) throw new DiscoveryRefusedError('the discovery document is not an object');
  const own: Record<string, unknown> = { __proto__: null, ...document };
  const { issuer: told, jwks_uri: jwksUri } = own;
  if (told !== issuer) throw new DiscoveryRefusedError('the discovery document is of another issuer');
  if (typeof jwksUri !== 'string') throw new DiscoveryRefusedError('the discovery document has no jwks_uri');
  const issuerUrl = new URL(issuer);
  const issuerIsPlain = issuerUrl.protocol === 'http:';
  // An issuer over plain http beyond this machine has got past the options: dangerouslyAllowInsecureHttp says so.
  const problem = endpointProblem(jwksUri, issuerIsPlain && !isLoopback(issuerUrl));
  if (problem !== undefined || !(issuerIsPlain || new URL(jwksUri).protocol === 'https:')) {
    throw new DiscoveryRefusedError('the jwks_uri of the discovery document is not an https URL');
  }
  return jwksUri;
}
