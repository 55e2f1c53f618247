import { TestKitError } from './test-kit-error.js';

/** Whoever holds a test issuer can write any token, so it must not come near an application that serves real callers. */
export function assertNotProduction(): void {
  if (process.env['NODE_ENV'] !== 'production') return;
  throw new TestKitError(
    'nest-jwt-policy/testing does not run with NODE_ENV=production: whoever holds a test issuer can write any token. Remove the import from the code that is deployed.',
  );
}
