import { expect, it } from '@jest/globals';
import { BrokenImportError } from './broken-import-error.js';

it('names the package and the setting to change', () => {
  const { name, message } = new BrokenImportError('jwks-rsa');
  expect(name).toBe('BrokenImportError');
  expect(message).toMatch(/^The default export of jwks-rsa is missing: .* "esModuleInterop": true /);
});
