/**
 * In the place of keys: no signature is verified, and any `alg` passes. Not exported by the package: only a policy
 * that was imported with the signing method `none`, and with the opt-ins for that, may use it.
 */
export const UNVERIFIED: unique symbol = Symbol('signatures are not verified');

/**
 * Stands for the keys of an issuer whose tokens are accepted without a signature. The package exports the type alone:
 * the value comes only with a MuleSoft policy that was imported with the opt-ins for unsigned tokens.
 */
export type UnverifiedKeys = typeof UNVERIFIED;
