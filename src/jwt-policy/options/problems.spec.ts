import { expect, test } from '@jest/globals';
import { JwtPolicyConfigurationError } from '../errors/index.js';
import { Problems } from './problems.js';

function told(problems: Problems): unknown {
  try {
    problems.throwIfAny();
    return [];
  } catch (error) {
    return error instanceof JwtPolicyConfigurationError && error.problems;
  }
}

test('nothing is thrown where nothing was added; a warning is no problem', () => {
  const problems = new Problems();
  problems.warn('issuers', 'is odd.');
  expect([told(problems), problems.warnings]).toEqual([[], ['issuers: is odd.']]);
});

test('what may be found more than once is told once, by place and words', () => {
  const problems = new Problems();
  const [a, b, c] = [
    { path: 'Orders', message: 'is wrong.' },
    { path: 'Items', message: 'is wrong.' },
    { path: 'Orders', message: 'is odd.' },
  ];
  for (const { path, message } of [a, b, a, c, b]) problems.addOnce(path, message);
  expect(told(problems)).toEqual([a, b, c]);
});

test('a warning that is found more than once is kept once, by place and words', () => {
  const problems = new Problems();
  for (const [path, message] of [
    ['Chat', 'is odd.'],
    ['Hall', 'is odd.'],
    ['Chat', 'is odd.'],
    ['Chat', 'is late.'],
  ] as const)
    problems.warn(path, message);
  expect(problems.warnings).toEqual(['Chat: is odd.', 'Hall: is odd.', 'Chat: is late.']);
});

test('a path with a problem is known, and every message', () => {
  const problems = new Problems();
  problems.add('issuers[0].audience', 'is required.');
  expect([problems.has('issuers[0].audience'), problems.has('issuers[0]')]).toEqual([true, false]);
  expect(problems.messages).toEqual(['is required.']);
});

test('two decorators with the same mistake are two problems', () => {
  const problems = new Problems();
  for (const path of ['Orders', 'Orders']) problems.add(path, 'is wrong.');
  expect(told(problems)).toHaveLength(2);
});
