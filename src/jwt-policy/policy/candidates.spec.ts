import { beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parametersWith, policiesOf } from '../../../test/mulesoft/import-bench.js';
import { attributesOf, routedCall } from '../../../test/support/routed-calls.js';
import type { CallAttributes } from '../claims/index.js';
import { compileRouteCondition, RoutedCall, appliesTo, type RouteCondition } from '../routes/index.js';
import { HttpCall } from '../transports/index.js';
import { matchingPolicies } from './candidates.js';
import type { Policy } from './policy.js';

interface Sent {
  readonly route: string;
  readonly method: string;
  readonly parameters: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: Readonly<Record<string, string>>;
}

const sent = (route: string, details: Partial<Omit<Sent, 'route'>> = {}): Sent => ({
  route,
  method: 'GET',
  parameters: {},
  headers: {},
  ...details,
});

/** A call as each adapter hands it over. */
function callsOf({ route, method, parameters: params, headers }: Sent): readonly RoutedCall[] {
  const request = { method, headers, params, url: '/' };
  const calls = [
    { ...request, routeOptions: { url: route } },
    { ...request, route: { path: route } },
  ];
  return calls.flatMap((one) => {
    const call = new HttpCall(one);
    return call.route ? [new RoutedCall(call.route, call.attributes)] : [];
  });
}

const policyOf = (name: string, rows: readonly RouteCondition[] | undefined): Policy =>
  ({ name, appliesTo: rows }) as Policy;

type Answer = readonly string[] | string;

function answerOf(ask: () => readonly Policy[]): Answer {
  try {
    return ask().map(({ name }) => name);
  } catch (error) {
    return String(error);
  }
}

const narrowed = (policies: readonly Policy[], one: Sent): readonly Answer[] =>
  callsOf(one).map((call) => answerOf(() => matchingPolicies(policies, call)));

const asked = (policies: readonly Policy[], one: Sent): readonly Answer[] =>
  callsOf(one).map((call) => answerOf(() => policies.filter((each) => appliesTo(each.appliesTo, call))));

const PATTERNS = [
  '/orders',
  '/orders/',
  '/orders/.*',
  '/orders/[0-9]+',
  '/orders(/.*)?',
  '/(orders|items)/a',
  '/files/admin/.*',
  '/files/admin/?',
  '/fil.*',
  '.*/admin',
  '.*',
  '/',
  '',
  '(?i)/ORDERS/.*',
  '^(?!/orders).*$',
  '^((?!/admin).)*$',
  String.raw`/orders/\w+\b.*`,
  '/x-[0-9]{2}$',
];
const BASES = ['', '/v1', '/é', `/${'b'.repeat(1_100)}`];
/** None is `.*`, which beside a path of `.*` would be no row at all. */
const METHOD_PATTERNS = ['GET', 'GET|POST', '[A-Z]*', 'P.*', 'DELETE'];

/** Rows of MuleSoft for each base path, method and pattern; some of them below a path of their own. */
const rows: RouteCondition[] = [];

beforeAll(async () => {
  for (const basePath of BASES) {
    const combined = PATTERNS.flatMap((pattern) =>
      METHOD_PATTERNS.map((methodRegex) => ({ methodRegex, uriTemplateRegex: pattern })),
    );
    const base = basePath.length > 100 ? '/b+' : basePath;
    const behind = (pattern: string): string => (/^(?:[/]|$)/.test(pattern) ? base + pattern : pattern);
    const source = {
      configurationData: parametersWith(),
      pointcutData: combined.map((row) => ({ ...row, uriTemplateRegex: behind(row.uriTemplateRegex) })),
    };
    const [policy] = await policiesOf(source, basePath === '' ? {} : { basePath });
    for (const { when } of policy?.appliesTo ?? [])
      for (const paths of [undefined, undefined, ['/files/admin/**']])
        rows.push(compileRouteCondition({ paths, methods: undefined, when }));
  }
});

const own = (when: (attributes: CallAttributes) => boolean): RouteCondition =>
  compileRouteCondition({
    paths: undefined,
    methods: undefined,
    when: { describe: 'a condition', matches: when },
  });

const OWN_ROWS: readonly RouteCondition[] = [
  own(({ headers }) => headers['x-kind'] === 'a'),
  own(({ headers }) => (headers['x-kind'] as string).startsWith('a')),
  own(({ requestPath }) => requestPath.endsWith('/')),
  ...[['/orders/**'], ['/files/admin/**', '/orders'], ['/*/a'], ['/:kind/:id']].map((paths) =>
    compileRouteCondition({ paths, methods: undefined, when: undefined }),
  ),
  compileRouteCondition({ paths: undefined, methods: ['POST'], when: undefined }),
  compileRouteCondition({
    paths: ['/files/admin/**'],
    methods: ['GET'],
    when: { describe: 'a kind', matches: ({ headers }) => headers['x-kind'] === 'a' },
  }),
];

const ROUTES = [
  '/',
  '/orders',
  '/orders/',
  '/orders/:id',
  '/orders/:id/items',
  '/orders/é/:id',
  '/:kind/:id',
  '/files/*path',
  '/files/*',
  '/files/{*path}',
  '/*',
  '/files{/:id}',
  '/orders/:id?',
  '*',
  '/x-:id',
];

const value = fc.oneof(
  fc.constantFrom('', 'a', '7', '42', 'admin', 'admin/', 'admin/x', 'x/../admin', 'é', 'a%', '..', 'a\n'),
  fc.constantFrom('a\\b', '//', 'x/../../orders/7', 'y'.repeat(995), 'y'.repeat(1_200), 'y'.repeat(2_100)),
);
const sentCall: fc.Arbitrary<Sent> = fc.record({
  route: fc.constantFrom(...ROUTES),
  method: fc.constantFrom('GET', 'HEAD', 'POST', 'DELETE', 'TRACE'),
  parameters: fc.oneof(
    fc.record({ id: value, kind: value, path: value.map((text) => text.split('/')), '*': value }),
    fc.constant({}),
  ),
  headers: fc.constantFrom({}, { 'x-kind': 'a' }, { 'x-kind': 'b' }),
});

describe('the policies that apply to a call', () => {
  it('are those of asking every row, at the first call of a route and at later ones', () => {
    const row = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...rows) }, fc.constantFrom(...OWN_ROWS));
    const appliesToRows = fc.option(fc.array(row, { minLength: 1, maxLength: 3 }), {
      freq: 8,
      nil: undefined,
    });
    const policies = fc
      .array(appliesToRows, { maxLength: 5 })
      .map((lists) => lists.map((list, index) => policyOf(`policy-${index}`, list)));
    fc.assert(
      fc.property(policies, fc.array(sentCall, { minLength: 1, maxLength: 6 }), (all, calls) => {
        for (const one of [...calls, ...calls]) expect(narrowed(all, one)).toEqual(asked(all, one));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the rows that a call asks, when a route was called before', () => {
  let asks = 0;
  let policies: readonly Policy[];

  beforeAll(async () => {
    const patterns = [
      '/orders(/[a-z0-9]+)?',
      ...Array.from({ length: 30 }, (_none, at) => `/others-${at}/[a-z]+`),
    ];
    policies = await Promise.all(
      patterns.map(async (uriTemplateRegex, at) => {
        const pointcutData = [{ methodRegex: 'GET', uriTemplateRegex }];
        const [policy] = await policiesOf({ configurationData: parametersWith(), pointcutData });
        const row = compileRouteCondition({
          paths: undefined,
          methods: undefined,
          when: policy?.appliesTo?.[0]?.when,
        });
        const matches = (call: RoutedCall): boolean => {
          asks += 1;
          return row.matches(call);
        };
        return policyOf(`policy-${at}`, [{ ...row, matches }]);
      }),
    );
  });

  const id = (text: string): Partial<Sent> => ({ parameters: { id: text } });

  it.each<[what: string, call: Sent, asked: number, answer: Answer]>([
    ['none where the route has one path', sent('/orders'), 0, ['policy-0']],
    ['none where the route has one path that no row is for', sent('/items'), 0, []],
    ['none where no row is for the method', sent('/orders/:id', { method: 'POST' }), 0, []],
    ['none of those that begin in another way', sent('/orders/:id', id('7')), 1, ['policy-0']],
    ['none where every row begins in another way', sent('/items/:id', id('7')), 0, []],
    ['each where something in the path is encoded', sent('/items/:id', id('a%')), 31, []],
    ['each where the path is long', sent('/items/:id', id('y'.repeat(1_000))), 31, []],
    ['each where the path does not begin as its route does', sent('/items/:id', id('')), 31, []],
    ['each where a parameter comes first', sent('/:id', id('orders')), 31, ['policy-0']],
    ['each where Nest has no decorator for the method', sent('/orders', { method: 'TRACE' }), 31, []],
  ])('are %s', (_what, one, expected, answer) => {
    narrowed(policies, one);
    asks = 0;
    expect(narrowed(policies, one)).toEqual([answer, answer]);
    expect(asks / 2).toBe(expected);
  });

  it('are none where the method decides, also when the path is ambiguous', () => {
    expect(narrowed(policies, sent('/orders/:id', { ...id('..'), method: 'DELETE' }))).toEqual([[], []]);
    expect(narrowed(policies, sent('/orders/:id', id('..')))[0]).toContain('AmbiguousPathError');
  });

  it.each([
    ['/v1', '/v1', '/*', { '*': '' }],
    [`/${'b'.repeat(1_100)}`, '/x/.*', '/items/:id', { id: 'y'.repeat(980) }],
  ])(
    'are those of asking every row behind the base path %s for %s',
    async (basePath, regex, route, parameters) => {
      const source = { configurationData: parametersWith(), pointcutData: [{ uriTemplateRegex: regex }] };
      const [policy] = await policiesOf(source, { basePath });
      const when = policy?.appliesTo?.[0]?.when;
      const all = [policyOf('one', [compileRouteCondition({ paths: undefined, methods: undefined, when })])];
      const one = sent(route, { parameters });
      expect(narrowed(all, one)).toEqual(asked(all, one));
      expect(narrowed(all, one)).not.toContainEqual([]);
    },
  );

  it('are all where the path of a call does not come from its route', () => {
    asks = 0;
    const call = routedCall('/items', attributesOf('GET', '/orders/7'));
    expect(answerOf(() => matchingPolicies(policies, call))).toEqual(['policy-0']);
    expect(asks).toBe(31);
  });
});
