import { expect, test } from '@jest/globals';
import type { JwtClaims } from '../../src/jwt-policy/claims/index.js';
import {
  ExpressionError,
  clientIdExpression,
  compileExpression,
  expression,
  isExpression,
  tokenExpression,
} from '../../src/jwt-policy/expressions/index.js';
import { describeShared, sharedExpressions } from '../mulesoft/shared-files.js';

/** The expressions of a slot, each once, with their wrapper. */
function inSlot(slot: string): readonly string[] {
  const wrapped = sharedExpressions().filter((one) => one.slot === slot && isExpression(one.expr));
  return [...new Set(wrapped.map(({ expr }) => expr))];
}

const attributes = {
  method: 'GET',
  requestPath: '/',
  headers: {
    jwt: 'a.b.c',
    'approov-token': 'a.b.c',
    'x-forwarded-for': '10.0.0.1, 10.0.0.2',
    id: '1',
  },
  queryParams: { client_id: 'app' },
  uriParams: {},
  remoteAddress: '10.0.0.9',
  scheme: 'https',
};

const context = (claims: JwtClaims) => ({ claims, attributes, authentication: undefined, now: () => 0 });

/** Claims that the rules of those policies ask for, a few at a time. */
const GOOD: readonly JwtClaims[] = [
  {
    foo: 'fooValue',
    role: 'superRole',
    partnerId: '1',
    roles: ['Access.To.App'],
    scope: 'mule-api/api_read ',
  },
  { role: 'Member', roles: ['role1'], scp: ['http://myapp.com/scp/silver'], groups: ['group1', 'group2'] },
  { roles: ['x', 'role2'], scp: ['http://myapp.com/scp/gold'] },
  { scp: ['default'] },
  { scp: ['openid'] },
];

/** Rules that are no conditions: no claims satisfy them. */
const NO_CONDITIONS: readonly string[] = ['#[vars.claimSet.scope]'];

/** How those begin that are refused: they read a body or an answer, call write(), or are no expressions. */
const REFUSED: readonly string[] = [
  '#[payload',
  '#[write(',
  '#[authentication.properties.claims.<claimName>]',
  '#[[200, 203, 204, 206, 300, 301, 404, 405, 410, 414, 501] contains attributes.statusCode]',
];

function passes(text: string, claims: JwtClaims): boolean {
  try {
    return expression(text).run(undefined, context(claims));
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}

describeShared('expressions of real policies', () => {
  test.each(inSlot('customClaim'))('the rule %s compiles, and no claims never pass', (text) => {
    expect(expression(text).problem).toBeUndefined();
    expect(passes(text, {})).toBe(false);
  });

  test.each(inSlot('customClaim'))(
    'the rule %s passes for what it asks, unless it is no condition',
    (text) => {
      expect(GOOD.some((claims) => passes(text, claims))).toBe(!NO_CONDITIONS.includes(text));
    },
  );

  test.each(inSlot('clientIdExpression'))('the client id %s is read', (text) => {
    const claims = { client_id: 'app', appid: 'app', azp: 'app' };
    expect(clientIdExpression(text).read(context(claims))).toBe('app');
  });

  test.each(inSlot('jwtExpression'))('the token %s is read', (text) => {
    expect(tokenExpression(text).read(attributes)).toBe('a.b.c');
  });

  test.each(inSlot('customKeyExpression'))('the key %s is read', (text) => {
    expect(compileExpression(text).evaluate(context({}))).toBeNull();
  });

  test.each([...inSlot('downstream'), ...inSlot('siblingPolicy')])(
    '%s has a value, or is refused with a reason',
    (text) => {
      const isRefused = REFUSED.some((start) => text.startsWith(start));
      const compile = (): unknown => compileExpression(text).evaluate(context({}));
      if (isRefused) expect(compile).toThrow(ExpressionError);
      else expect(compile).not.toThrow();
    },
  );
});
