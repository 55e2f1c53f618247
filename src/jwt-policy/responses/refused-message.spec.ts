import { expect, test } from '@jest/globals';
import { refuse, REFUSAL_CODES, REFUSALS, type RefusalCode } from '../errors/index.js';
import { refusedMessage } from './refused-message.js';
import { publicRefusal } from './response-style.js';

test.each<[string, RefusalCode, number]>([
  ['no token', 'TOKEN_MISSING', 401],
  ['a bad request', 'TOKEN_AMBIGUOUS', 400],
  ['a bad token', 'TOKEN_EXPIRED', 401],
  ['no access', 'CLAIM_RULE_FAILED', 403],
  ['no access for want of a scope', 'SCOPE_MISSING', 403],
  ['an outage', 'KEYS_UNAVAILABLE', 503],
])('%s, such as %s, has the status %d', (_why, code, statusCode) => {
  expect(refusedMessage(publicRefusal(refuse(code, '')))).toMatchObject({ code, statusCode });
});

test('there are figures for every family, and 401 is never that of an outage', () => {
  const statuses = new Map(
    REFUSAL_CODES.map((code) => {
      const { statusCode } = refusedMessage(publicRefusal(refuse(code, '')));
      return [`${REFUSALS[code].family} ${statusCode}`, statusCode];
    }),
  );
  expect([...statuses.keys()].toSorted()).toEqual([
    'bad_request 400',
    'bad_token 401',
    'cannot_decide 503',
    'no_access 403',
    'no_token 401',
  ]);
});

test.each(REFUSAL_CODES)('%s is answered with constants of the code alone', (code) => {
  const refusal = { ...refuse(code, 'the secret detail'), scopes: ['orders/read'], retryAfterSeconds: 7 };
  const message = refusedMessage(publicRefusal(refusal));
  expect(message).toEqual({
    status: 'error',
    code,
    statusCode: expect.any(Number),
    message: REFUSALS[code].message,
  });
});
