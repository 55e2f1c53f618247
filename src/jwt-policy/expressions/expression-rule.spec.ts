import { describe, expect, test } from '@jest/globals';
import {
  claimCheckProblem,
  compileClaimDemand,
  judgeClaim,
  type CallAttributes,
  type ClientIdSource,
  type RuleContext,
  type TokenSource,
} from '../claims/index.js';
import { tryCompile } from './expression-rule.js';
import * as room from './index.js';
import { ExpressionError, clientIdExpression, expression, tokenExpression } from './index.js';

const attributes: CallAttributes = {
  method: 'GET',
  requestPath: '/orders/u7',
  headers: { jwt: 'token' },
  queryParams: {},
  uriParams: { id: 'u7' },
  remoteAddress: '10.0.0.9',
  scheme: 'https',
};
const context: RuleContext = {
  claims: { sub: 'u7', scope: 'read', appid: 'app', secret: 'hush' },
  attributes,
  authentication: undefined,
  now: () => 0,
};

test('the entry of expressions exports these values and no others', () => {
  expect(Object.keys(room).toSorted()).toEqual([
    'EXPRESSION_LIMITS',
    'ExpressionError',
    'clientIdExpression',
    'compileExpression',
    'expression',
    'isExpression',
    'loadPatternProver',
    'tokenExpression',
  ]);
});

test('what reads a token or a client id is of a type that can be named', () => {
  const token: TokenSource = tokenExpression('#[attributes.headers.jwt]');
  const client: ClientIdSource = clientIdExpression('#[vars.claimSet.appid]');
  expect([token.problem, client.problem]).toEqual([undefined, undefined]);
});

test('the words for a rule and for a token read well behind what they are about', () => {
  const rule = expression("#[vars.claimSet.sub == 'u7']");
  expect(compileClaimDemand({ claim: 'sub', rule }).describe).toMatch(
    / satisfies #\[vars\.claimSet\.sub == 'u7'\]$/,
  );
  expect(expression('#[x').describe).toBe('satisfies #[x');
});

describe('expression()', () => {
  test('lets a subject read only its own resource', () => {
    const rule = expression('#[vars.claimSet.sub == attributes.uriParams.id]');
    expect(rule.run('u7', context)).toBe(true);
    expect(rule.run('u7', { ...context, claims: { sub: 'other' } })).toBe(false);
    expect(rule).toMatchObject({
      describe: 'satisfies #[vars.claimSet.sub == attributes.uriParams.id]',
      warnings: [],
    });
  });

  test('takes the bare form too', () => {
    expect(expression("vars.claimSet.sub == 'u7'").run('u7', context)).toBe(true);
  });

  test('never throws: what is wrong is its problem, with a caret, and it never passes', () => {
    const rule = expression("#[vars.claimSet.sub = 'u7']");
    expect(rule.problem).toBe(
      [
        '"=" is no operator. (at character 21)',
        "  #[vars.claimSet.sub = 'u7']",
        '                      ^',
        '  Write == to compare.',
      ].join('\n'),
    );
    expect(claimCheckProblem({ claim: 'sub', rule })).toBe(rule.problem);
    expect(() => rule.run('u7', context)).toThrow(ExpressionError);
  });

  test.each([
    ['#[sizeOf(vars.claimSet.roles)]', /must come to a Boolean/],
    ["#['true']", /must come to a Boolean/],
    ["#[vars.claimSet.foo ++ 'b' == 'ab']", /Write: \(vars\.claimSet\.foo \+\+ 'b'\) == 'ab'/],
    [
      "#[vars.claimSet.roles contains 'x' or vars.claimSet.roles contains 'y']",
      /Write: \(vars\.claimSet\.roles contains 'x'\) or \(vars\.claimSet\.roles contains 'y'\)/,
    ],
    [
      "#[vars.claimSet.roles contains vars.claimSet.x and vars.claimSet.roles contains 'y']",
      /Write: \(vars\.claimSet\.roles contains vars\.claimSet\.x\) and \(/,
    ],
    ["#[vars.claimSet.roles filter $ == 'a']", /this is Null, String or Array\..*not isEmpty\( … \)$/s],
    ["#[vars.claimSet.roles map $ == 'a']", /Compare it with something/],
    ["#[$ == 'x']", /only inside a lambda.*The claim of a rule is vars\.claimSet\.NAME\.$/s],
    [
      '#[vars.claimSet.sub matches /(?!x).*/]',
      /An expression of a route takes no look-around.*and not \(x matches \/…\/\)/s,
    ],
  ])('refuses at start what can never pass: %s', (text, message) => {
    expect(expression(text).problem).toMatch(message);
  });

  test('a claim that is no Boolean does not pass, and the log can say why', () => {
    const rule = expression('#[vars.claimSet.scope]');
    expect(rule.warnings).toEqual([
      '"vars.claimSet.scope" passes only where it comes to the Boolean true; whatever else it comes to is refused.',
    ]);
    const heard: unknown[] = [];
    const demand = compileClaimDemand({ claim: 'scope', rule });
    expect(judgeClaim(demand, context, (error) => heard.push(error))).toBe('threw');
    expect(heard[0]).toMatchObject({ code: 'RESULT_TYPE', isSafeToLog: true });
    expect(expression('#[vars.claimSet.yes]').run(true, { ...context, claims: { yes: true } })).toBe(true);
  });

  test.each([
    '#[3 > vars.claimSet.secret]',
    '#[vars.claimSet.secret.x == 1]',
    '#[not vars.claimSet.secret]',
    '#[(vars.claimSet.secret as Number) == 1]',
    '#[vars.claimSet.secret contains vars.claimSet.absent]',
  ])('what goes wrong at a call is told without the value: %s', (text) => {
    const rule = expression(text);
    expect(rule.problem).toBeUndefined();
    try {
      rule.run('u7', context);
      throw new Error('it passed');
    } catch (error) {
      expect(error).toBeInstanceOf(ExpressionError);
      expect((error as Error).message).not.toContain('hush');
    }
  });
});

test('only errors of the language become problems', () => {
  const lookAround = (): boolean => {
    throw new RangeError('broken');
  };
  expect(() => tryCompile("'a' matches /(?=a)a/", { lookAround })).toThrow(RangeError);
});

describe('warnings', () => {
  const warningsOf = (text: string): string => (expression(text).warnings ?? []).join('\n');

  test.each([
    ["vars.claimSet.scope contains 'read'", /splitBy ' '\) contains 'read'/],
    ["vars.claimSet.scp contains 'read'", /longer scope/],
    ["vars.claimSet.scope == 'mule-api/api_read '", /begins or ends with a blank/],
    ["'x ' != vars.claimSet.scope", /holds nearly always: the text begins or ends with a blank/],
    ["attributes.method != 'get'", /"attributes\.method != 'get'" always holds: the method is in upper case/],
    ['1 != attributes.scheme', /always holds: Number is never equal to String/],
    ["attributes['method'] == 'get'", /never holds: the method is in upper case/],
    ["attributes.'method' == 'get'", /never holds: the method is in upper case/],
    ["vars.claimSet.method == 'get'", /^$/],
    ["lower(vars.claimSet.sub) == 'ABC'", /never holds: what lower gives is in lower case/],
    ["'abc' != upper(vars.claimSet.sub)", /always holds: what upper gives is in upper case/],
    ["lower(vars.claimSet.sub) == 'abc' and upper(vars.claimSet.sub) == 'ABC'", /^$/],
    [
      "vars.claimSet['scope'] contains 'read'",
      /Write: \(vars\.claimSet\['scope'\] splitBy ' '\) contains 'read'/,
    ],
    ["vars['claimSet'].'scope' contains 'read'", /longer scope/],
    [
      "(vars.claimSet.scope default '') contains 'read'",
      /Write: \(\(vars\.claimSet\.scope default ''\) splitBy ' '\) contains 'read'/,
    ],
    ["lower(trim(upper(vars.claimSet.scope))) contains 'read'", /longer scope/],
    ["vars.claimSet[vars.claimSet.scope] contains 'read'", /^$/],
    ["('a b' splitBy ' ')[0] contains vars.claimSet.sub", /^$/],
    ['true', /^It always passes, whatever the token says\.$/],
    ["'a' == 'b'", /^It never passes, whatever the token says\.$/],
    ["attributes.method == 'get'", /upper case/],
    ["attributes.headers['id'] == 1", /never holds: Null or String is never equal to Number/],
    ["vars.claimSet.x default 'a' == 'b'", /"default": .*Write: \(vars\.claimSet\.x default 'a'\) == 'b'/],
    ['vars.claimSet.a == 1 default false', /"default"/],
    ['not vars.claimSet.a == 1 and true', /^$/],
    ['vars.claimSet.a default not vars.claimSet.b', /"default"|^$/],
    ['vars.other == null', /always null/],
    ["%dw 2.0 import * from dw::core::Arrays --- vars.claimSet.roles every $ == 'a'", /absent or empty/],
    [
      "%dw 2.0 import * from dw::core::Arrays --- vars.claimSet.roles some $ == 'a' and vars.claimSet.sub == 'u7'",
      /"some": .*Write: \(vars\.claimSet\.roles some \$ == 'a'\) and vars\.claimSet\.sub == 'u7'/,
    ],
    [
      "%dw 2.0 import * from dw::core::Arrays --- vars.claimSet.roles some $ == 'a' or ($.b is String and sizeOf($) == 1) or $[0] == -$$ or \"$($)\" == 'x'",
      /^$/,
    ],
    [
      "%dw 2.0 import * from dw::core::Arrays --- vars.claimSet.roles some $ == 'a' or true or 'b' == ['c'] or (if ($) true else false)",
      /"some"/,
    ],
    ["%dw 2.0 import * from dw::core::Arrays --- ('a b' splitBy ' ') every $ == 'a'", /^$/],
    ["(vars.claimSet.scope splitBy ' ') contains 'read'", /^$/],
    ['(vars.claimSet.roles contains vars.claimSet.sub) or true', /^$/],
    ['vars.claimSet.a default not vars.claimSet.b == 1', /"default"/],
    [
      "%dw 2.0 import * from dw::core::Arrays --- vars.claimSet.roles some $ == 'a' or upper($) == 'B' or vars.claimSet.list[$$] == 1",
      /^$/,
    ],
    [
      "%dw 2.0 import * from dw::core::Arrays --- vars.claimSet.roles some $ == 'a' or 'b' == ['c']",
      /"some"/,
    ],
    ["%dw 2.0 import * from dw::core::Arrays --- vars.claimSet.roles some $ == 'a' or \"$($)\" == 'b'", /^$/],
    ["vars.claimSet.claimSet.scope contains 'read'", /^$/],
    ["do { var v = vars.claimSet --- v.claimSet.scope contains 'read' }", /^$/],
    ["vars.claimSet.obj.scope contains 'read'", /^$/],
    ["attributes.method == 'GET'", /^$/],
    ["'a' == 'a '", /^It never passes, whatever the token says\.$/],
    ['vars.foo.bar == null and vars.foo.bar == null', /^[^\n]*always null[^\n]*\nIt always passes[^\n]*$/],
  ])('%s is warned of where it is probably not meant', (text, warning) => {
    expect(warningsOf(text)).toMatch(warning);
  });

  test('quote at most 80 characters', () => {
    const [warning = ''] = expression(`vars.claimSet.scope == '${'x'.repeat(100)} '`).warnings ?? [];
    expect(warning.slice(1, warning.indexOf('…') + 1)).toHaveLength(78);
  });
});

describe('tokenExpression()', () => {
  test('reads a header, in whatever case its name is written', () => {
    const source = tokenExpression("#[attributes.headers['JWT']]");
    expect(source.read(attributes)).toBe('token');
    expect(source.describe).toBe("the token of expression #[attributes.headers['JWT']]");
    expect(source.problem).toBeUndefined();
  });

  test.each([
    ['#[vars.claimSet.jwt]', /The claims are not there yet/],
    ['#[authentication.properties.jwt]', /not at hand here/],
    ['#[authentication as String]', /not at hand here/],
    ['#[now() as Number as String]', /The time is not at hand/],
    ['#[1 == 1]', /must come to a String/],
    ['#[attributes.headers[]', /value is missing/],
  ])('%s is refused at start', (text, message) => {
    const source = tokenExpression(text);
    expect(source.problem).toMatch(message);
    expect(() => source.read(attributes)).toThrow(ExpressionError);
  });
});

describe('clientIdExpression()', () => {
  test('reads a claim', () => {
    const source = clientIdExpression('#[vars.claimSet.appid]');
    expect(source.read(context)).toBe('app');
    expect(source).toMatchObject({ describe: 'the client id of expression #[vars.claimSet.appid]' });
  });

  test('tells what is wrong at start', () => {
    const source = clientIdExpression('#[vars.claimSet.]');
    expect(source.problem).toMatch(/A key is missing/);
    expect(() => source.read(context)).toThrow(ExpressionError);
  });
});
