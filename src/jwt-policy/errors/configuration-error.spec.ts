import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { JwtPolicyConfigurationError } from './configuration-error.js';
import { JwtPolicyError } from './jwt-policy-error.js';

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

  it('says what came of it where that is not the start', () => {
    const error = new JwtPolicyConfigurationError(problems.slice(1), 'prepare() cannot run');
    expect(error.message).toBe(
      'prepare() cannot run, 1 problem(s) found:\n  - OrdersController.list: is public and demands a scope.',
    );
  });

  it('prints its message and no members below it', () => {
    expect(inspect(new JwtPolicyConfigurationError(problems)).split('\n').at(-1)).toMatch(/^ {4}at /);
  });

  it('is an error of the package with a name and a code', () => {
    const error = new JwtPolicyConfigurationError(problems);
    expect(error).toBeInstanceOf(JwtPolicyError);
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
