import { describe, expect, it } from '@jest/globals';
import type { CallExplanation } from './call-explanation.js';
import { explanationText } from './explanation-text.js';
import { markDifference, markDifferences } from './mark-difference.js';
import { timeText } from './relative-times.js';
import { wrap } from './text-lines.js';

const NOW = 1_767_225_600;

const REFUSED: CallExplanation = {
  outcome: 'refused',
  sentence: '403 SCOPE_MISSING: The token lacks a scope that is required here.',
  call: { method: 'GET', path: '/orders/42' },
  route: { handler: 'OrdersController.one', method: 'GET', pattern: '/orders/:id', versions: ['1', '2'] },
  candidates: [],
  answer: {
    status: 403,
    headers: { 'WWW-Authenticate': 'Bearer error="insufficient_scope"' },
    body: { statusCode: 403, code: 'SCOPE_MISSING' },
  },
  cause: {
    name: 'scope-without-prefix',
    mender: 'caller',
    sentence: 'the token has the scope without the prefix',
  },
  steps: [
    { policy: 'default', step: 'token', expected: 'one token', outcome: 'passed' },
    { policy: 'default', step: 'exp', expected: 'exp is in the future', outcome: 'passed', found: NOW + 60 },
    { policy: 'default', step: 'aud', expected: 'aud is "orders"', outcome: 'passed', found: 'orders' },
    {
      policy: 'default',
      step: 'client',
      expected: 'approved',
      outcome: 'not-run',
      detail: 'not run, because it asks',
    },
    {
      policy: undefined,
      step: 'scope',
      expected: 'scope shop/read',
      outcome: 'refused',
      code: 'SCOPE_MISSING',
      found: ['read'],
    },
    {
      policy: undefined,
      step: 'rule sub',
      expected: 'sub is "bob"',
      outcome: 'refused',
      code: 'CLAIM_RULE_FAILED',
      found: 'alice',
    },
    { policy: undefined, step: 'rule a', expected: 'a is "b"', outcome: 'not-reached' },
  ],
  notes: ['A note.'],
  nowSeconds: NOW,
};

describe('the text of an explanation', () => {
  it('says the answer first, then what was expected and found, the cause and who, the steps, and what the caller gets', () => {
    expect(explanationText(REFUSED)).toBe(`403 SCOPE_MISSING: The token lacks a scope that is required here.
GET /orders/42 -> OrdersController.one (GET /orders/:id version 1, 2)

step         scope
expected     scope shop/read
found        ["read"]
cause        the token has the scope without the prefix.
mender       the caller (whoever writes or configures the client)
note         A note.

+ passed       token, exp, aud
x REFUSED      scope (SCOPE_MISSING)
x REFUSED      rule sub (CLAIM_RULE_FAILED): expected sub is "bob", found "alice"
? not run      client, because it asks
- not reached  rule a

The caller gets
  HTTP 403
  WWW-Authenticate: Bearer error="insufficient_scope"
  {"statusCode":403,"code":"SCOPE_MISSING"}
`);
  });

  it('marks where a text differs, and says a time in relation to now', () => {
    const of = (step: string, expected: string, found: unknown) =>
      explanationText({ ...REFUSED, steps: [{ policy: 'p', step, expected, outcome: 'refused', found }] });
    expect(of('issuer', 'iss is one of "https://id.example/"', 'https://id.example')).toContain(
      `found        "https://id.example"\n${' '.repeat(14 + 18)}^\n`,
    );
    expect(of('exp', 'exp is in the future', NOW - 180)).toContain(
      `found        2025-12-31T23:57:00Z (${NOW - 180}), 3 min ago\n`,
    );
    expect(of('aud', 'aud is "orders"', undefined)).toContain('found        nothing\n');
    expect(of('aud', 'aud is "orders"', 'x'.repeat(900))).toMatch(/… \(902 characters\)/);
  });

  it('says that there are no scopes, and of a further refusal what was found', () => {
    const scope = { policy: undefined, step: 'scope', expected: 'scope a', outcome: 'refused' } as const;
    const parse = { policy: 'p', step: 'kind', expected: 'x', outcome: 'refused', detail: 'y' } as const;
    const code = 'SCOPE_MISSING';
    const text = explanationText({
      ...REFUSED,
      steps: [
        { ...scope, found: [] },
        { ...parse, code },
      ],
    });
    expect(text).toContain('found        no scopes\n');
    expect(text).toContain('x REFUSED      kind (SCOPE_MISSING): expected x, found y\n');
  });

  it('says the detail where a step looks at no value', () => {
    const steps = [
      { policy: 'p', step: 'parse', expected: 'a JWS', outcome: 'refused', detail: 'no dots' },
    ] as const;
    expect(explanationText({ ...REFUSED, steps })).toContain('found        no dots\n');
    const bare = [{ policy: 'p', step: 'parse', expected: 'a JWS', outcome: 'refused' }] as const;
    expect(explanationText({ ...REFUSED, steps: bare })).not.toContain('found ');
  });

  it('says beside the kid why there is no key for it', () => {
    const step = { policy: 'p', step: 'key', expected: 'a key', outcome: 'refused', found: 'k' } as const;
    const text = explanationText({ ...REFUSED, steps: [{ ...step, detail: 'no such key' }] });
    expect(text).toContain('found        "k"\nwhy          no such key\n');
    expect(explanationText({ ...REFUSED, steps: [step] })).not.toContain('\nwhy ');
  });

  it('names the policy of a step where there are several, and counts steps that are many', () => {
    const steps = ['a', 'b'].flatMap((policy) =>
      ['token', 'exp'].map((step) => ({ policy, step, expected: '', outcome: 'passed' as const })),
    );
    expect(explanationText({ ...REFUSED, steps })).toContain(
      '+ passed       4 steps: a: token, a: exp, b: token, b: exp\n',
    );
  });

  it('lists routes, and has nothing more to say where none was chosen', () => {
    const text = explanationText({
      outcome: 'route-unknown',
      sentence: 'No route.',
      call: { handler: 'A.b' },
      candidates: [{ handler: 'A.c' }, { handler: 'A.d', method: 'GET', pattern: '/d' }],
      steps: [],
      notes: [],
      nowSeconds: NOW,
    });
    expect(text).toBe('No route.\n\n  A.c\n  A.d (GET /d)\n');
    expect(
      explanationText({ ...REFUSED, call: {}, answer: { status: 400, headers: {}, body: 'no' } }),
    ).toContain('\n  no\n');
  });

  it.each<[string, CallExplanation['call'], CallExplanation['route']]>([
    [
      'GET /orders -> Orders.list',
      { method: 'GET', path: '/orders' },
      { handler: 'Orders.list', method: 'GET', pattern: '/orders' },
    ],
    [
      'HEAD /orders -> Orders.list (GET /orders)',
      { method: 'HEAD', path: '/orders' },
      { handler: 'Orders.list', method: 'GET', pattern: '/orders' },
    ],
    [
      'GET /orders -> Orders.list (GET /orders version 2)',
      { method: 'GET', path: '/orders' },
      { handler: 'Orders.list', method: 'GET', pattern: '/orders', versions: ['2'] },
    ],
    [
      'Orders.list (GET /orders)',
      { handler: 'Orders.list' },
      { handler: 'Orders.list', method: 'GET', pattern: '/orders' },
    ],
    ['Orders.on', { handler: 'Orders.on' }, { handler: 'Orders.on' }],
  ])('says the call and its route once: %s', (line, call, route) => {
    const bare = { outcome: 'public', sentence: 'Open.', candidates: [], steps: [], notes: [] } as const;
    expect(explanationText({ ...bare, call, ...(route && { route }), nowSeconds: NOW })).toBe(
      `Open.\n${line}\n`,
    );
  });

  it('has one empty line between the route and the steps of a call that is granted', () => {
    const { cause: _cause, answer: _answer, ...granted } = REFUSED;
    const steps = REFUSED.steps.slice(0, 1);
    expect(explanationText({ ...granted, outcome: 'granted', sentence: 'Granted.', steps, notes: [] })).toBe(
      `Granted.\nGET /orders/42 -> OrdersController.one (GET /orders/:id version 1, 2)\n\n+ passed       token\n`,
    );
  });

  it('names a second mender where the cause can be with either', () => {
    const cause = { name: 'x', mender: 'caller', otherMender: 'operator', sentence: 'x or y' } as const;
    expect(explanationText({ ...REFUSED, cause }, { columns: 200 })).toContain(
      'mender       the caller (whoever writes or configures the client), else the operator (whoever configures this service)\n',
    );
  });

  it('has styles of a terminal only where they are asked for, and says the same without', () => {
    const styled = explanationText(REFUSED, { colours: true });
    expect(styled).toContain('\u001b[31m403 SCOPE_MISSING');
    expect(styled.replaceAll(new RegExp('\u001b\\[\\d+m', 'g'), '')).toBe(explanationText(REFUSED));
  });

  it('fits the columns that there are, and lets no value move or colour anything', () => {
    const found = '\u001b[31mred\n\u202eback'.repeat(20);
    const text = explanationText(
      {
        ...REFUSED,
        steps: [
          { policy: 'p', step: 'aud', expected: 'aud', outcome: 'refused', code: 'AUDIENCE_REFUSED', found },
        ],
      },
      { columns: 40 },
    );
    expect(text.split('\n').filter((line) => line.length > 40)).toEqual([]);
    expect(text).not.toMatch(/[\u001b\u202e]/);
  });
});

it.each([
  ['exp', NOW + 30, `2026-01-01T00:00:30Z (${NOW + 30}), in 30 s`],
  ['exp', NOW - 3 * 86_400, `2025-12-29T00:00:00Z (${NOW - 3 * 86_400}), 3 d ago`],
  ['nbf', NOW + 7200, `2026-01-01T02:00:00Z (${NOW + 7200}), in 2 h`],
  ['nbf', NOW - 5.5, `2025-12-31T23:59:54Z (${NOW - 5.5}), 6 s ago`],
  ['iat', NOW - 600, `2025-12-31T23:50:00Z (${NOW - 600}), 10 min ago`],
  ['iat', NOW * 1000, undefined],
  ['iat', -1e300, undefined],
  ['iat', NaN, undefined],
  ['exp', 'x', undefined],
  ['exp', Infinity, undefined],
  ['aud', NOW, undefined],
  ['constructor', NOW, undefined],
])('the time of %s %p is told as %p', (step, value, words) => {
  expect(timeText(step, value, NOW)).toBe(words);
});

it.each([
  ['aud is one of "orders"', 'order', `${' '.repeat(5)}^`],
  ['aud is one of "a", "orders-api"', 'orders_api', `${' '.repeat(6)}^`],
  ['scope shop/read', 'shop/write', `${' '.repeat(5)}${'^'.repeat(5)}`],
  ['scope shop/read', 'shop/read', undefined],
  ['aud is "x"', 'completely else', undefined],
  ['', 'x', undefined],
])('expected %p and found %p are marked with %p', (expected, found, marks) => {
  expect(markDifference(expected, found)).toBe(marks);
});

it.each<[expected: string, found: unknown, marks: string | undefined]>([
  ['aud is one of "orders"', 'Orders', ' ^'],
  ['aud is one of "orders"', ['Orders', 'x'], '  ^'],
  ['aud is one of "orders"', [7, 'else', 'order_'], `${' '.repeat(16)}^`],
  ['aud is one of "orders"', ['else'], undefined],
  ['aud is one of "orders"', 7, undefined],
])('where %p is expected, the shown %j is marked with %p', (expected, found, marks) => {
  expect(markDifferences(expected, found)).toBe(marks);
});

it.each([
  ['', 'a b', 40, ['a b']],
  ['- ', `${'a'.repeat(15)} ${'b'.repeat(15)}`, 22, [`- ${'a'.repeat(15)}`, `  ${'b'.repeat(15)}`]],
  ['- ', 'a'.repeat(45), 22, [`- ${'a'.repeat(20)}`, `  ${'a'.repeat(20)}`, `  ${'a'.repeat(5)}`]],
  ['- ', '', 22, ['-']],
])('%p and %p in %i columns are %j', (first, text, columns, lines) => {
  expect(wrap(first, text, columns)).toEqual(lines);
});
