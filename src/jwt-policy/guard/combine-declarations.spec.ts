import { describe, expect, it } from '@jest/globals';
import { compileClaimDemand } from '../claims/index.js';
import {
  combineDeclarations,
  type CombinedDeclarations,
  type DeclaredTarget,
} from './combine-declarations.js';
import type { Declaration } from './declarations.js';

const PUBLIC: Declaration = { kind: 'public' };
const OPTIONAL: Declaration = { kind: 'optional-token', onInvalid: 'refuse' };
const OPTIONAL_ANY: Declaration = { kind: 'optional-token', onInvalid: 'anonymous' };
const all = (...scopes: string[]): Declaration => ({ kind: 'all-scopes', scopes });
const any = (...scopes: string[]): Declaration => ({ kind: 'any-scope', scopes });
const policies = (...names: string[]): Declaration => ({ kind: 'policies', names });
const rule = (claim: string): Declaration => ({
  kind: 'rule',
  rule: compileClaimDemand({ claim, rule: 'x' }),
});

const RULE = rule('sub');

type Target = Omit<DeclaredTarget, 'depth'> & { readonly depth?: number };

function target(name: string, ...declarations: Declaration[]): Target {
  return { name, declarations };
}

function combine(
  classes: readonly Target[],
  handlers: readonly Target[],
): { combined: CombinedDeclarations; problems: readonly string[] } {
  const problems: string[] = [];
  // Both chains end at the class that is routed.
  const combined = combineDeclarations(
    classes.map((one, depth) => ({ ...one, depth })),
    handlers.map((one, index) => ({ depth: classes.length - handlers.length + index, ...one })),
    (name, message) => problems.push(`${name}: ${message}`),
  );
  return { combined, problems };
}

/** How a route of one class and one handler is reached. */
function accessOf(onClass: readonly Declaration[], onHandler: readonly Declaration[]): string {
  const { combined, problems } = combine(
    [target('Orders', ...onClass)],
    [target('Orders.list', ...onHandler)],
  );
  expect(problems).toEqual([]);
  return combined.access === 'public' ? 'public' : combined.demands.tokenNeed;
}

describe('how a route is reached', () => {
  const rows: [onClass: string, onHandler: string, access: string, Declaration[], Declaration[]][] = [
    ['nothing', 'nothing', 'required', [], []],
    ['nothing', 'public', 'public', [], [PUBLIC]],
    ['nothing', 'optional', 'optional', [], [OPTIONAL]],
    ['nothing', 'optional, any', 'optional-any', [], [OPTIONAL_ANY]],
    ['nothing', 'a demand', 'required', [], [RULE]],
    ['nothing', 'optional and a demand', 'optional', [], [OPTIONAL, RULE]],
    ['a demand', 'nothing', 'required', [RULE], []],
    ['a demand', 'a demand', 'required', [RULE], [RULE]],
    ['a demand', 'public', 'public', [RULE], [PUBLIC]],
    ['a demand', 'optional', 'optional', [RULE], [OPTIONAL]],
    ['public', 'nothing', 'public', [PUBLIC], []],
    ['public', 'policies', 'public', [PUBLIC], [policies('a')]],
    ['public', 'a scope', 'required', [PUBLIC], [all('a')]],
    ['public', 'one of scopes', 'required', [PUBLIC], [any('a')]],
    ['public', 'a rule', 'required', [PUBLIC], [RULE]],
    ['public', 'optional', 'optional', [PUBLIC], [OPTIONAL]],
    ['public', 'optional and a demand', 'optional', [PUBLIC], [OPTIONAL, RULE]],
    ['optional', 'nothing', 'optional', [OPTIONAL], []],
    ['optional', 'a demand', 'required', [OPTIONAL], [RULE]],
    ['optional and a demand', 'a demand', 'required', [OPTIONAL, RULE], [RULE]],
    ['optional', 'public', 'public', [OPTIONAL], [PUBLIC]],
    ['optional', 'optional, any', 'optional-any', [OPTIONAL], [OPTIONAL_ANY]],
    ['optional and a demand', 'nothing', 'optional', [OPTIONAL, RULE], []],
    ['policies', 'nothing', 'required', [policies('a')], []],
  ];

  it.each(rows)('with %s on the class and %s on the handler: %s', (_class, _handler, access, ...on) => {
    expect(accessOf(...on)).toBe(access);
  });
});

describe('how a route of a subclass is reached', () => {
  const none = [target('Orders.list')];

  it('follows the base for what it inherits from there', () => {
    const inherited = [{ ...target('Base.list'), depth: 0 }];
    expect(combine([target('Base', PUBLIC), target('Orders')], inherited).combined.access).toBe('public');
    const opened = [{ ...target('Base.list', PUBLIC), depth: 0 }];
    expect(combine([target('Base'), target('Orders')], opened).combined.access).toBe('public');
  });

  it('is closed for what the subclass adds or overrides, whatever the base opens', () => {
    for (const marker of [PUBLIC, OPTIONAL]) {
      expect(combine([target('Base', marker), target('Orders')], none).combined).toMatchObject({
        demands: { tokenNeed: 'required' },
      });
      const handlers = [target('Base.list', marker), target('Orders.list')];
      expect(combine([target('Base'), target('Orders')], handlers).combined).toMatchObject({
        demands: { tokenNeed: 'required' },
      });
    }
  });

  it('is closed where the subclass demands something of a public base', () => {
    const { combined, problems } = combine([target('Base', PUBLIC), target('Orders', RULE)], none);
    expect(combined).toMatchObject({ access: 'guarded', demands: { tokenNeed: 'required' } });
    expect(problems).toEqual([]);
  });

  it('is closed if the overriding method demands something and the overridden one is public', () => {
    const handlers = [target('Base.list', PUBLIC), target('Orders.list', RULE)];
    expect(combine([target('Orders')], handlers).combined).toMatchObject({
      demands: { tokenNeed: 'required' },
    });
  });

  it('is closed where the subclass demands something of an optional base', () => {
    const classes = [target('Base', OPTIONAL), target('Orders', RULE)];
    expect(combine(classes, none).combined).toMatchObject({ demands: { tokenNeed: 'required' } });
  });

  it.each([
    ['@Public()', PUBLIC],
    ['@OptionalToken()', OPTIONAL],
  ])('cannot be opened by %s against a demand of the base class: that stops the start', (_name, marker) => {
    expect(combine([target('Base', RULE), target('Orders', marker)], none).problems).toEqual([
      "Orders: opens what Base demands: a subclass cannot lose its base's demand.",
    ]);
  });

  it.each([
    ['@Public()', PUBLIC],
    ['@OptionalToken()', OPTIONAL],
  ])('cannot be opened by %s on its method against a demand of the base class', (_name, marker) => {
    const classes = [target('Base', RULE), target('Orders')];
    expect(combine(classes, [target('Orders.list', marker)]).problems).toEqual([
      "Orders.list: opens what Base demands: a subclass cannot lose its base's demand.",
    ]);
  });

  it.each([
    ['public', PUBLIC],
    ['optional', OPTIONAL_ANY],
  ])('keeps what a method of its base demands where the subclass is %s', (_name, marker) => {
    const classes = [target('Base'), target('Orders', marker)];
    const { combined, problems } = combine(classes, [target('Base.list', RULE), target('Orders.list')]);
    expect(problems).toEqual([]);
    expect(combined).toMatchObject({ demands: { tokenNeed: 'required' } });
  });

  it('may open a method of a class that demands something itself', () => {
    const classes = [target('Base'), target('Orders', RULE)];
    const { combined, problems } = combine(classes, [target('Orders.list', PUBLIC)]);
    expect([combined.access, problems]).toEqual(['public', []]);
  });

  it('cannot be opened by a method against a demand of the method it overrides', () => {
    const handlers = [target('Root.list', all('a')), target('Base.list'), target('Orders.list', PUBLIC)];
    expect(combine([target('Orders')], handlers).problems).toEqual([
      "Orders.list: opens what Root.list demands: a subclass cannot lose its base's demand.",
    ]);
  });
});

describe('a contradiction on one target', () => {
  it.each([
    ['a scope', all('a')],
    ['one of scopes', any('a')],
    ['a rule', RULE],
  ])('@Public() beside %s stops the start', (_what, demand) => {
    const problem = '@Public() beside a demand on the same target: choose one.';
    expect(combine([target('Orders', PUBLIC, demand)], []).problems).toEqual([`Orders: ${problem}`]);
    expect(combine([], [target('Orders.list', demand, PUBLIC)]).problems).toEqual([
      `Orders.list: ${problem}`,
    ]);
  });

  it('@Public() beside @OptionalToken() stops the start', () => {
    expect(combine([], [target('Orders.list', OPTIONAL, PUBLIC)]).problems).toEqual([
      'Orders.list: @Public() and @OptionalToken() contradict each other: choose one.',
    ]);
  });

  it('is reported together with all others, and with mistakes in arguments', () => {
    const mistake: Declaration = { kind: 'mistake', message: '@RequireScope() needs at least one scope.' };
    const { problems } = combine(
      [target('Orders', PUBLIC, RULE)],
      [target('Orders.list', mistake, OPTIONAL, PUBLIC)],
    );
    expect(problems.map((problem) => problem.split(':', 1)[0])).toEqual([
      'Orders.list',
      'Orders',
      'Orders.list',
    ]);
    expect(problems[0]).toBe('Orders.list: @RequireScope() needs at least one scope.');
  });
});

describe('demands', () => {
  it('add up over classes and methods, base first, each scope of "all" once', () => {
    const { combined } = combine(
      [target('Base', all('a', 'b'), rule('one')), target('Orders', any('c', 'd'), all('b'))],
      [target('Base.list', rule('two'), rule('three')), target('Orders.list', any('e'), all('f'))],
    );
    if (combined.access === 'public') throw new Error('the route is public');
    expect(combined.demands.scopes).toEqual({ all: ['a', 'b', 'f'], any: [['c', 'd'], ['e']] });
    expect(combined.demands.rules.map(({ claim }) => claim)).toEqual(['one', 'two', 'three']);
  });

  it('are none where nothing is declared', () => {
    expect(combine([target('Orders')], [target('Orders.list')]).combined).toEqual({
      access: 'guarded',
      demands: { scopes: { all: [], any: [] }, rules: [], tokenNeed: 'required' },
      policyNames: undefined,
    });
  });
});

describe('the policies of a route', () => {
  const names = (classes: readonly Target[], handlers: readonly Target[]) => {
    const { combined } = combine(classes, handlers);
    return combined.access === 'public' ? 'public' : combined.policyNames;
  };

  it('are those of the nearest @UsePolicy: handler before class, subclass before base', () => {
    const base = target('Base', policies('base'));
    const orders = target('Orders', policies('orders'));
    expect(names([base], [target('Orders.list')])).toEqual(['base']);
    expect(names([base, orders], [target('Orders.list')])).toEqual(['orders']);
    expect(names([base, orders], [target('Base.list', policies('one', 'two'))])).toEqual(['one', 'two']);
    const overridden = [target('Base.list', policies('one')), target('Orders.list', policies('two'))];
    expect(names([base, orders], overridden)).toEqual(['two']);
  });

  it('are named once on a target: two @UsePolicy stop the start', () => {
    const { problems } = combine([target('Orders', policies('a'), policies('b'))], []);
    expect(problems).toEqual([
      'Orders: @UsePolicy() is used twice on this target: name all policies in one.',
    ]);
  });
});
