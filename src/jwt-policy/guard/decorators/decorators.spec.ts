import { describe, expect, it } from '@jest/globals';
import { includes } from '../../claims/index.js';
import { classDeclarations, type Declaration } from '../declarations.js';
import { ClaimRule } from './claim-rule.decorator.js';
import { GuardedElsewhere } from './guarded-elsewhere.decorator.js';
import { OptionalToken } from './optional-token.decorator.js';
import { Public } from './public.decorator.js';
import { RequireAnyScope, RequireScope } from './require-scope.decorator.js';
import { UsePolicy } from './use-policy.decorator.js';

/** What a decorator says about a class it stands on. */
function said(decorator: ClassDecorator): Declaration {
  class Target {}
  decorator(Target);
  const [declaration, ...others] = classDeclarations(Target);
  if (declaration === undefined || others.length > 0) throw new Error('one declaration was expected');
  return declaration;
}

/** What is wrong with the arguments of a decorator. */
function mistake(decorator: ClassDecorator): string {
  const declaration = said(decorator);
  return declaration.kind === 'mistake' ? declaration.message : `none, it is understood: ${declaration.kind}`;
}

/** Arguments as JavaScript can pass them. */
type Loose = (...values: unknown[]) => ClassDecorator;

describe('@RequireScope and @RequireAnyScope', () => {
  it('record the demanded scopes', () => {
    expect(said(RequireScope('orders/read', 'orders/list'))).toEqual({
      kind: 'all-scopes',
      scopes: ['orders/read', 'orders/list'],
    });
    expect(said(RequireAnyScope('a', 'b'))).toEqual({ kind: 'any-scope', scopes: ['a', 'b'] });
  });

  it('need one scope at least', () => {
    expect(mistake(RequireScope())).toBe('@RequireScope() needs at least one scope.');
    expect(mistake(RequireAnyScope())).toBe('@RequireAnyScope() needs at least one scope.');
  });

  it.each([
    ['undefined', undefined],
    ['an empty text', ''],
    ['two scopes in one text', 'a b'],
    ['a list', ['a', 'b']],
    ['a quote', 'a"'],
    ['a backslash', 'a\\b'],
    ['a tab', 'a\t'],
    ['a letter that is not ASCII', 'é'],
    ['a number', 5],
  ])('do not take %s for a scope', (_what, scope) => {
    expect(mistake((RequireScope as Loose)('fine', scope))).toMatch(
      /^@RequireScope\(\) takes scopes as separate/,
    );
    expect(mistake((RequireAnyScope as Loose)(scope))).toMatch(
      /^@RequireAnyScope\(\) takes scopes as separate/,
    );
  });

  it('keep a frozen copy', () => {
    const declaration = said(RequireScope('a'));
    expect(declaration.kind === 'all-scopes' && Object.isFrozen(declaration.scopes)).toBe(true);
  });
});

describe('@ClaimRule', () => {
  const words = (decorator: ClassDecorator) => {
    const declaration = said(decorator);
    return declaration.kind === 'rule' ? declaration.rule.describe : mistake(decorator);
  };

  it('takes a literal, a list, a predicate or a DescribedRule for a claim', () => {
    expect(words(ClaimRule('token_use', 'access'))).toBe('token_use is "access"');
    expect(words(ClaimRule('tier', ['gold', 'tin']))).toBe('tier is one of ["gold","tin"]');
    expect(words(ClaimRule(['realm', 'roles'], includes('admin')))).toBe('realm > roles includes "admin"');
    expect(
      words(
        ClaimRule('sub', function known() {
          return true;
        }),
      ),
    ).toBe('sub satisfies known');
  });

  it('takes a predicate or a DescribedRule for the claims as a whole', () => {
    expect(
      words(
        ClaimRule(function sane() {
          return true;
        }),
      ),
    ).toBe('the token satisfies sane');
    expect(words(ClaimRule({ describe: 'is sane', run: () => true }))).toBe('the token is sane');
  });

  it('passes an absent claim with mandatory: false', () => {
    expect(words(ClaimRule('tier', 'gold', { mandatory: false }))).toBe('tier is "gold" where present');
  });

  it.each([
    ['nothing', [], 'rule must be'],
    ['a claim whose rule is undefined', ['token_use', undefined], 'a rule without a claim must be'],
    ['a claim whose rule is null', ['token_use', null], 'rule must be'],
    ['an empty list', ['token_use', []], 'rule must be'],
    ['NaN', ['level', NaN], 'rule must be'],
    ['a list with an object', ['level', [{}]], 'rule must be'],
    ['an object that is no DescribedRule', ['level', { min: 3 }], 'rule must be'],
    ['an empty claim name', ['', 'x'], 'claim must be'],
    ['an empty claim path', [[], 'x'], 'claim must be'],
    ['a claim path with a hole', [['a', undefined], 'x'], 'claim must be'],
    ['mandatory as a text', ['a', 'x', { mandatory: 'no' }], 'mandatory must be true or false.'],
    ['mandatory undefined', ['a', 'x', { mandatory: undefined }], 'mandatory must be true or false.'],
    ['an unknown option', ['a', 'x', { optional: true }], '"optional" is not an option here'],
  ])('does not take %s', (_what, values, problem) => {
    expect(mistake((ClaimRule as Loose)(...values)).startsWith(`@ClaimRule(): ${problem}`)).toBe(true);
  });

  it('does not let its options change claim or rule', () => {
    const sly = { claim: 'other', rule: 'anything' };
    expect(words((ClaimRule as Loose)('token_use', 'access', sly))).toBe('token_use is "access"');
  });
});

describe('@OptionalToken', () => {
  it('refuses a token that is not accepted, unless onInvalid says otherwise', () => {
    expect(said(OptionalToken())).toEqual({ kind: 'optional-token', onInvalid: 'refuse' });
    expect(said(OptionalToken({}))).toEqual({ kind: 'optional-token', onInvalid: 'refuse' });
    expect(said(OptionalToken({ onInvalid: 'refuse' }))).toEqual({
      kind: 'optional-token',
      onInvalid: 'refuse',
    });
    expect(said(OptionalToken({ onInvalid: 'anonymous' }))).toEqual({
      kind: 'optional-token',
      onInvalid: 'anonymous',
    });
  });

  it.each([['allow'], [null], [true], ['Anonymous']])('does not take onInvalid: %j', (onInvalid) => {
    expect(mistake((OptionalToken as Loose)({ onInvalid }))).toBe(
      "@OptionalToken(): onInvalid must be 'refuse' or 'anonymous'.",
    );
  });
});

describe('@UsePolicy', () => {
  it('names policies, in a frozen list', () => {
    const declaration = said(UsePolicy('partners', 'orders'));
    expect(declaration).toEqual({ kind: 'policies', names: ['partners', 'orders'] });
    expect(declaration.kind === 'policies' && Object.isFrozen(declaration.names)).toBe(true);
  });

  it.each([[[]], [['']], [[undefined]], [[['partners']]], [['partners', 5]]])('does not take %j', (names) => {
    expect(mistake((UsePolicy as Loose)(...names))).toBe('@UsePolicy() needs at least one policy name.');
  });
});

describe('@Public', () => {
  it('records that no token is needed', () => {
    expect(said(Public())).toEqual({ kind: 'public' });
  });
});

describe('@GuardedElsewhere', () => {
  it('records which guard decides', () => {
    expect(said(GuardedElsewhere('WsAuthGuard'))).toEqual({ kind: 'guarded-elsewhere', by: 'WsAuthGuard' });
  });

  it.each([[[]], [['']], [['  ']], [[undefined]], [[class WsAuthGuard {}]]])('does not take %p', (names) => {
    expect(mistake((GuardedElsewhere as Loose)(...names))).toBe(
      "@GuardedElsewhere() needs the name of the guard that decides, such as 'WsAuthGuard'.",
    );
  });
});
