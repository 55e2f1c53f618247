import { JwtPolicyError } from './jwt-policy-error.js';

/**
 * Thrown where the default export of a CommonJS package did not arrive, though the package is there. Without this check
 * each token would be refused as if its signature were invalid.
 */
export class BrokenImportError extends JwtPolicyError {
  override readonly name = 'BrokenImportError';
  readonly code = 'IMPORT_BROKEN';

  constructor(packageName: string) {
    super(
      `The default export of ${packageName} is missing: nest-jwt-policy was transformed to CommonJS without esModuleInterop. Set "esModuleInterop": true in the tsconfig that the transform reads (ts-jest: that of the tests), or do not transform the package.`,
    );
  }
}
