import { expect, test } from '@jest/globals';
import type { Explanation } from '../policy/index.js';
import { conclusionOf } from './conclusion.js';

const BASE: Explanation = { route: 'Orders.list', granted: true, anonymous: false, steps: [] };
const REFUSAL = { code: 'SCOPE_MISSING', detail: 'the token has other scopes' } as const;
const ANSWER = { status: 403, headers: {}, body: {} };
const CAUSE = { name: 'hint', mender: 'issuer', sentence: 'the issuer grants none' } as const;
const NOT_RUN = {
  policy: 'default',
  step: 'client',
  expected: 'an approved client',
  outcome: 'not-run',
  detail: 'not run, because it asks a registry',
} as const;

test.each<[words: string, explanation: Partial<Explanation>, outcome: string, sentence: string]>([
  ['a granted call', {}, 'granted', 'Granted: every step passes.'],
  [
    'a call of a route that no policy covers and that is open',
    { anonymous: true },
    'anonymous',
    'Granted without a token: no policy applies, and such routes are open here.',
  ],
  [
    'a bad token where the route takes everybody',
    { anonymous: true, refusal: REFUSAL },
    'anonymous',
    'Granted to nobody: SCOPE_MISSING, and the route takes such calls without a token.',
  ],
  [
    'a call that depends on a step that was not run',
    { granted: false, undecided: 'client', steps: [NOT_RUN] },
    'undecided',
    'Not decided: the step client was not run, because it asks a registry.',
  ],
  [
    'a refused call',
    { granted: false, refusal: REFUSAL, answer: ANSWER },
    'refused',
    '403 SCOPE_MISSING: The token lacks a scope that is required here.',
  ],
  [
    'a refused call whose response style throws',
    { granted: false, refusal: REFUSAL },
    'refused',
    '500 SCOPE_MISSING: The token lacks a scope that is required here.',
  ],
])('the answer about %s is one sentence', (_words, explanation, outcome, sentence) => {
  expect(conclusionOf({ ...BASE, ...explanation })).toMatchObject({ outcome, sentence });
});

test('a refusal has a cause, that of the refusal or the general one of its code', () => {
  const known = conclusionOf({ ...BASE, granted: false, refusal: { ...REFUSAL, cause: CAUSE } });
  expect(known.cause).toBe(CAUSE);
  const steps = [{ policy: 'p', step: 'aud', expected: 'x', outcome: 'refused', cause: CAUSE }] as const;
  expect(conclusionOf({ ...BASE, granted: false, refusal: REFUSAL, steps }).cause).toBe(CAUSE);
  const general = conclusionOf({ ...BASE, granted: false, refusal: REFUSAL });
  expect(general.cause).toMatchObject({ name: 'general', mender: 'caller' });
});

test('what the caller gets and the step that was not run are there only where they are known', () => {
  expect(conclusionOf(BASE)).not.toHaveProperty('answer');
  expect(conclusionOf(BASE)).not.toHaveProperty('undecided');
  expect(conclusionOf({ ...BASE, granted: false, refusal: REFUSAL, answer: ANSWER }).answer).toBe(ANSWER);
  const undecided = conclusionOf({ ...BASE, granted: false, undecided: 'client', steps: [NOT_RUN] });
  expect(undecided).toMatchObject({ undecided: 'client', steps: [NOT_RUN] });
});
