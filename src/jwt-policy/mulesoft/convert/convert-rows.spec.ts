import { describe, expect, it, jest } from '@jest/globals';
import { RE2JS } from 're2js';
import { allFindings, parametersWith, policiesOf, troubles } from '../../../../test/mulesoft/import-bench.js';
import type { CallAttributes } from '../../claims/index.js';
import type { PolicyOptions } from '../../options/index.js';
import type { MuleSoftOptions } from './mulesoft-options.js';
import { needsProver } from './row-pattern.js';

const config = parametersWith();
const pointcut = (pointcutData: unknown) => ({ configurationData: config, pointcutData });
const flex = (rules: unknown) => ({
  apiVersion: 'gateway.mulesoft.com/v1alpha1',
  kind: 'PolicyBinding',
  metadata: { name: 'p' },
  spec: { policyRef: { name: 'jwt-validation-flex' }, config, rules },
});

async function policyAt(source: object, options: MuleSoftOptions = {}): Promise<PolicyOptions> {
  return (await policiesOf(source, options))[0] as PolicyOptions;
}

function applies(
  { appliesTo }: PolicyOptions,
  method: string,
  requestPath: string,
  headers: object = {},
): boolean {
  const attributes = { method, requestPath, headers } as unknown as CallAttributes;
  return appliesTo === undefined || appliesTo.some(({ when }) => when?.matches(attributes));
}

function couldApply({ appliesTo }: PolicyOptions, method: string, path: string): boolean {
  return appliesTo === undefined || appliesTo.some(({ when }) => when?.couldMatch?.(method, path));
}

describe('where a policy applies', () => {
  it.each([
    [null],
    [undefined],
    [[]],
    [[{}]],
    [[{ methodRegex: '.*', uriTemplateRegex: '.*' }]],
    [[{ methodRegex: null, uriTemplateRegex: null }]],
    [[{ uriTemplateRegex: '/orders' }, {}]],
  ])('is everywhere with %j', async (pointcutData) => {
    expect(await policyAt(pointcut(pointcutData))).not.toHaveProperty('appliesTo');
  });

  it('is any of the rows, each with all of its patterns', async () => {
    const policy = await policyAt(
      pointcut([
        { methodRegex: 'GET|POST', uriTemplateRegex: '/api/v1/.*' },
        { methodRegex: 'PUT', uriTemplateRegex: '/orders' },
      ]),
    );
    const called = [
      ['GET', '/api/v1/a'],
      ['POST', '/api/v1/'],
      ['PUT', '/orders'],
      ['PUT', '/api/v1/a'],
      ['DELETE', '/api/v1/a'],
      ['GET', '/orders'],
    ] as const;
    expect(called.map(([method, path]) => applies(policy, method, path))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(policy.appliesTo?.[0]?.when?.describe).toBe('method matches GET|POST and path matches /api/v1/.*');
  });

  it.each([
    ['/orders', '/orders', true],
    ['/orders', '/orders/7', false],
    ['/orders', '/api/orders', false],
    ['orders', '/orders', false],
    ['/orders/[0-9]+', '/orders/7', true],
    ['/Orders', '/orders', false],
    ['(?i)/Orders', '/orders', true],
    ['/(orders|items)(/.*)?', '/items', true],
  ])('%s and the path %s: %s', async (uriTemplateRegex, path, expected) => {
    expect(applies(await policyAt(pointcut([{ uriTemplateRegex }])), 'GET', path)).toBe(expected);
  });

  it.each([
    ['/files/admin/.*', '/files/admin%2Fx', true],
    ['/files/admin%2F.*', '/files/admin%2Fx', true],
    ['/files/admin/.*', '/files/admin%2Fx%0A', true],
    ['/files/admin/.*', '/files/admin%252Fx', false],
    ['/files/admin/.*', '/files/admin%2Fx%FF', false],
    ['^(?!/files/public).*$', '/files/public%2Fx', false],
    ['^(?!/files/a/b).*$', '/files/a%2Fb', true],
    ['/files/admin/.*', '/files/x%2F..%2Fadmin%2Fx', true],
    ['/files/admin/.*', '/files/x%5C..%5Cadmin%5Cx', true],
    ['/files/admin/.*', '/files/%2Fadmin%2F.%2Fx', true],
    ['/files/admin', '/..%2F..%2Ffiles%2Fadmin', true],
    ['/files/admin/.*', '/files/https%3A%2F%2Fadmin', false],
  ])('%s matches %s, encoded or as its handler reads it: %s', async (uriTemplateRegex, path, expected) => {
    expect(applies(await policyAt(pointcut([{ uriTemplateRegex }])), 'GET', path)).toBe(expected);
  });

  it('counts from the base path where one is given', async () => {
    const policy = await policyAt(pointcut([{ uriTemplateRegex: '/orders-api/v1/orders' }]), {
      basePath: '/orders-api/v1',
    });
    expect(applies(policy, 'GET', '/orders')).toBe(true);
    expect(applies(policy, 'GET', '/orders-api/v1/orders')).toBe(false);
    expect(couldApply(policy, 'GET', '/orders')).toBe(true);
  });

  it.each(['/orders-api/v1', '/orders-api/v1/', '/orders-api/v1/?'])(
    'finds the root of a service with a base path by %s: with a slash at the end and without',
    async (uriTemplateRegex) => {
      const policy = await policyAt(pointcut([{ uriTemplateRegex }]), { basePath: '/orders-api/v1' });
      expect(applies(policy, 'GET', '/')).toBe(true);
      expect(applies(policy, 'GET', '/x')).toBe(false);
    },
  );

  it('reads the path of a call once, however many rows there are', async () => {
    const rows = Array.from({ length: 30 }, (_value, index) => ({ uriTemplateRegex: `/orders/${index}` }));
    const [one, other] = [await policyAt(pointcut(rows)), await policyAt(pointcut(rows))];
    let looks = 0;
    const attributes = {
      method: 'GET',
      get requestPath() {
        looks += 1;
        return '/orders/%25';
      },
    } as unknown as CallAttributes;
    for (const { appliesTo = [] } of [one, other])
      expect(appliesTo.map(({ when }) => when?.matches(attributes))).toEqual(rows.map(() => false));
    expect(looks).toBe(1);
  });

  it('covers HEAD with GET, which is told once a pattern', async () => {
    const source = pointcut([{ methodRegex: 'GET' }]);
    expect(applies(await policyAt(source), 'HEAD', '/')).toBe(true);
    expect((await allFindings(source)).filter(({ code }) => code === 'HEAD_LIKE_GET')).toHaveLength(1);
    expect(applies(await policyAt(pointcut([{ methodRegex: 'POST' }])), 'HEAD', '/')).toBe(false);
  });

  it.each(['get', 'G.T.', 'BREW'])(
    'warns of the method pattern %s, which matches no method',
    async (methodRegex) => {
      expect(troubles(await allFindings(pointcut([{ methodRegex }])))).toEqual([
        'ROW_NEVER pointcutData[0].methodRegex',
      ]);
    },
  );

  it('takes methods as a list', async () => {
    const policy = await policyAt(pointcut([{ methodRegex: ['GET', 'POST'] }]));
    expect(['GET', 'POST', 'PUT'].map((method) => applies(policy, method, '/'))).toEqual([true, true, false]);
  });

  it.each(['/orders/(', '/a{5000}', '/(a)\\1'])('%s is no pattern', async (uriTemplateRegex) => {
    expect(troubles(await allFindings(pointcut([{ uriTemplateRegex }])))).toEqual([
      'REGEX_INVALID pointcutData[0].uriTemplateRegex',
    ]);
  });
});

describe('the rules of Flex', () => {
  it('match path, methods, host and headers, all of a rule', async () => {
    const policy = await policyAt(
      flex([
        { path: '/orders.*', methods: 'GET', host: 'api\\.example\\.com', headers: { 'X-Tier': 'gold' } },
      ]),
    );
    const headers = { host: 'API.example.com:443', 'x-tier': ['silver', 'gold'] };
    expect(applies(policy, 'GET', '/orders/7', headers)).toBe(true);
    expect(applies(policy, 'GET', '/orders/7', { ...headers, host: 'example.com' })).toBe(false);
    expect(applies(policy, 'GET', '/orders/7', { ...headers, 'x-tier': 'silver' })).toBe(false);
    expect(applies(policy, 'GET', '/orders/7')).toBe(false);
    expect(couldApply(policy, 'GET', '/orders/:id')).toBe(true);
    expect(policy.appliesTo?.[0]?.when?.describe).toContain('header x-tier matches gold');
  });

  it.each([
    ['API.example.com', 'api.example.com', true],
    ['API\\.example\\.com', 'Api.Example.Com:8443', true],
    ['(?!Internal).*', 'INTERNAL.example.com', false],
    ['(?!Internal).*', 'api.example.com', true],
    ['API.example.com', 'www.example.com', false],
  ])('compare the host %s with %s in any letter case: %s', async (host, sent, expected) => {
    expect(applies(await policyAt(flex([{ host }])), 'GET', '/', { host: sent })).toBe(expected);
  });

  it('take a header that is missing for an empty one, so that the policy applies rather than not', async () => {
    const policy = await policyAt(flex([{ headers: { 'x-tier': '(gold)?' } }]));
    expect(applies(policy, 'GET', '/')).toBe(true);
  });

  it('that look at host or headers are warned of: the caller chooses them', async () => {
    expect(
      troubles(await allFindings(flex([{ host: 'a' }, { headers: { b: 'c' } }, { path: '/d' }]))),
    ).toEqual(['CALLER_CHOOSES spec.rules[0]', 'CALLER_CHOOSES spec.rules[1]']);
  });
});

describe('patterns that leave a path out', () => {
  it.each([
    ['^((?!/api/v1/health).)*$', '/api/v1/orders', true],
    ['^((?!/api/v1/health).)*$', '/api/v1/health', false],
    ['^((?!/api/v1/health).)*$', '/api/v1/health/live', false],
    ['((?!/health|/ready).)*', '/a/ready/b', false],
    ['((?!/health|/ready).)*', '/a/b', true],
    ['^(?:(?!/health).)*$', '/health', false],
    ['^(?!/health).*$', '/health/live', false],
    ['^(?!/health).*$', '/a/health', true],
    ['(?!/health$).*', '/health', false],
    ['(?!/health$).*', '/healthy', true],
    ['^(?!/a|/b).*', '/b', false],
    ['^(?!/a|/b).*', '/c/b', true],
  ])('%s and the path %s: %s, without the package recheck', async (uriTemplateRegex, path, expected) => {
    const policy = await policyAt(pointcut([{ uriTemplateRegex }]));
    expect(applies(policy, 'GET', path)).toBe(expected);
    expect(applies(policy, 'GET', path)).toBe(new RegExp(`^(?:${uriTemplateRegex})$`).test(path));
    expect(applies(policy, 'GET', '/\n')).toBe(false);
  });

  it.each(['^(?!/a)(/b).*$', '((?!\\b).)*', '((?!$).)*', '/orders(?=/7).*', '((?!(?=a)b).)*'])(
    '%s has another form, and has to be proven first',
    (source) => {
      expect(needsProver(source)).toBe(true);
    },
  );

  it.each(['^((?!/health).)*$', '^(?!/health).*$', '/orders', '(?:a)', '(?i)a'])(
    '%s needs no proof',
    (source) => {
      expect(needsProver(source)).toBe(false);
    },
  );
});

describe('what could apply to a route', () => {
  it.each([
    ['/orders/.*', '/orders/:id', true],
    ['/orders/[0-9]+', '/orders/:id', true],
    ['/orders/[a-z]{3}', '/orders/:id', true],
    ['/orders/[0-9a-f-]{36}', '/orders/:id', true],
    ['/orders/[0-9]+/items/[0-9]+', '/orders/:id/items/:item', true],
    ['/orders/42', '/orders/:id', true],
    ['/files/.+', '/files/*path', true],
    ['/files/.+', '/files/*', true],
    ['/orders/[0-9]+', '/orders/:id/items', false],
    ['/orders', '/items', false],
    ['/files/admin/.*', '/files/*path', true],
    ['/files/admin/[A-Z]{7}', '/files/*', true],
    ['^/files/.{99}$', '/files/*path', true],
    ['/files/admin?/.{99}', '/files/admi/*path', true],
    ['/(files|img)/.{99}', '/files/*path', true],
    ['/files/admin/.*', '/*path', true],
    ['/files/admin/.*', '/admin/{*path}', false],
    ['/img/admin/.*', '/files/*path', false],
    ['/img/.{99}', '/files/*path', false],
  ])('%s and the route %s: %s', async (uriTemplateRegex, route, expected) => {
    expect(couldApply(await policyAt(pointcut([{ uriTemplateRegex }])), 'GET', route)).toBe(expected);
  });

  it('asks of a route for every method whether any matches', async () => {
    const policy = await policyAt(pointcut([{ methodRegex: 'POST' }]));
    expect(['POST', 'ALL', 'GET'].map((method) => couldApply(policy, method, '/'))).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('the work of many rows', () => {
  const PATH = `/${'a%2Fb-'.repeat(300)}`;
  const rows = (make: (index: number) => string): object =>
    pointcut(
      Array.from({ length: 30 }, (_, index) => ({
        methodRegex: 'GET|POST',
        uriTemplateRegex: make(index),
      })),
    );

  /** A call that counts how often its path is read, and the engines that are asked about it. */
  async function workOf(
    source: object,
    method = 'GET',
  ): Promise<{ reads: number; decoded: number; tried: number }> {
    const policy = await policyAt(source);
    const decoding = jest.spyOn(globalThis, 'decodeURIComponent');
    const trying = jest.spyOn(RE2JS.prototype, 'matches');
    let reads = 0;
    const attributes = {
      method,
      headers: {},
      get requestPath(): string {
        reads += 1;
        return PATH;
      },
    } as unknown as CallAttributes;
    expect(policy.appliesTo?.some(({ when }) => when?.matches(attributes))).toBe(false);
    const tried = trying.mock.calls.filter(([text]) => String(text).length > 100).length;
    const decoded = decoding.mock.calls.length;
    jest.restoreAllMocks();
    return { reads, decoded, tried };
  }

  it.each<[string, (index: number) => string, number]>([
    ['that begin with characters', (index) => `/orders-${index}/.*`, 0],
    ['that begin with anything', (index) => `.*/orders-${index}/.*`, 0],
    ['with escapes', (index) => String.raw`/v1\.${index}/.*\.json`, 0],
    ['that need an engine', (index) => `.*/[a-z]+/${index}`, 60],
  ])('reads and decodes the path once for all rows %s', async (_what, make, tried) => {
    expect(await workOf(rows(make))).toEqual({ reads: 1, decoded: 1, tried });
  });

  it('does not look at the path of a call whose method no row is for', async () => {
    expect(
      await workOf(
        rows((index) => `.*/[a-z]+/${index}`),
        'DELETE',
      ),
    ).toEqual({
      reads: 0,
      decoded: 0,
      tried: 0,
    });
  });

  it.each(['/orders/.*', '/o.*/.*'])(
    'refuses a text that is too long for a pattern, as the engine does: %s',
    async (pattern) => {
      const policy = await policyAt(pointcut([{ methodRegex: 'GET', uriTemplateRegex: pattern }]));
      expect(() => applies(policy, 'GET', `/orders/${'a'.repeat(2_048)}`)).toThrow('at most 2048 characters');
      expect(applies(policy, 'GET', `/orders/${'a'.repeat(2_040)}`)).toBe(true);
    },
  );
});
