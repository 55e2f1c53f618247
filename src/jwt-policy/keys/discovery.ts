import { isPlainObject } from '../claims/index.js';
import { JwtPolicyError, quote } from '../errors/index.js';
import { endpointProblem, isLoopback, shownUrl } from './endpoint.js';

/** Thrown when a discovery document cannot be trusted. */
export class DiscoveryRefusedError extends JwtPolicyError {
  override readonly name = 'DiscoveryRefusedError';
  readonly code = 'DISCOVERY_REFUSED';
}

/** Where an issuer publishes its metadata (OpenID Connect Discovery 1.0 §4). */
export function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

/** Which issuer a document is of, and the likely reason that it is not of the configured one. */
function otherIssuer(found: unknown, issuer: string): string {
  if (typeof found !== 'string') return 'the discovery document has no issuer';
  const what = `the discovery document is of the issuer ${quote(found, 200)}, not of ${quote(issuer, 200)}`;
  if (found.includes('{tenantid}'))
    return `${what}; {tenantid} stands for the tenant: the endpoints common, organizations and consumers of Entra are for many tenants, so configure the issuer of each tenant`;
  const isSlash = found === `${issuer}/` || `${found}/` === issuer;
  return isSlash ? `${what}; they differ only in a slash at the end, which counts` : what;
}

/**
 * The `jwks_uri` of a discovery document. Its `issuer` must equal the expected one (OpenID Connect Discovery 1.0 §4.3),
 * so that no issuer can speak for another. The URL must be https unless the issuer itself is not; an issuer on this
 * machine may name plain http on this machine only. Throws `DiscoveryRefusedError`.
 */
export function readJwksUri(document: unknown, issuer: string): string {
  if (!isPlainObject(document)) throw new DiscoveryRefusedError('the discovery document is not an object');
  const own: Record<string, unknown> = { __proto__: null, ...document };
  const { issuer: found, jwks_uri: jwksUri } = own;
  if (found !== issuer) throw new DiscoveryRefusedError(otherIssuer(found, issuer));
  if (typeof jwksUri !== 'string') throw new DiscoveryRefusedError('the discovery document has no jwks_uri');
  const issuerUrl = new URL(issuer);
  const issuerIsPlain = issuerUrl.protocol === 'http:';
  // The options accept an issuer over plain http beyond this machine only with dangerouslyAllowInsecureHttp.
  const problem = endpointProblem(jwksUri, issuerIsPlain && !isLoopback(issuerUrl));
  if (problem !== undefined || !(issuerIsPlain || new URL(jwksUri).protocol === 'https:')) {
    throw new DiscoveryRefusedError(
      `the jwks_uri of the discovery document is not an https URL: ${quote(shownUrl(jwksUri), 200)}`,
    );
  }
  return jwksUri;
}
