/**
 * Stands in the place of keys: no signature is verified, and any `alg` passes. The package does not export the value,
 * so that only `muleSoftPolicies` with its opt-ins for the signing method `none` can use it.
 */
export const DANGEROUSLY_UNSIGNED: unique symbol = Symbol('signatures are not verified');

/** In the place of keys: tokens are not signed. Only `muleSoftPolicies` gives such an issuer, and only if asked twice. */
export type DangerouslyUnsigned = typeof DANGEROUSLY_UNSIGNED;
