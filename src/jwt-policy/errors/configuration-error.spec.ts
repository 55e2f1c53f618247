import { describe, expect, it } from '@jest/globals';
import { JwtPolicyConfigurationError } from './configuration-error.js';

const problems = [
  { path: 'policies[0].issuers[1].audience', message: 'is required.' },
  { path: 'OrdersController.list', message: 'is public and demands a scope.' },
];

describe('a configuration error', () => {
  it('names every problem with its place, one a line', () => {
    expect(new JwtPolicyConfigurationError(problems).message).toBe(
      [
        'JwtPolicyModule cannot start, 2 problem(s) found:',
        '  - policies[0].issuers[1].audience: is required.',
        '  - OrdersController.list: is public and demands a scope.',
      ].join('\n'),
    );
  });

  it('is an Error with a name and a code to tell it by', () => {
    const error = new JwtPolicyConfigurationError(problems);
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.code]).toEqual(['JwtPolicyConfigurationError', 'CONFIGURATION_INVALID']);
  });

  it('keeps its problems when the list it was made of changes, and lets nobody change its own', () => {
    const given = [...problems];
    const error = new JwtPolicyConfigurationError(given);
    given.pop();
    expect(error.problems).toEqual(problems);
    expect(Object.isFrozen(error.problems)).toBe(true);
  });
});
