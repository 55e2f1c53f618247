import { bearerHeader } from '../tokens/index.js';
import { describe, expect, it, jest } from '@jest/globals';
import { PolicyBench } from '../../../test/support/policy-bench.js';
import { variantOf } from '../../../test/support/routed-calls.js';
import { systemClock } from '../clock.js';
import { JwtPolicyConfigurationError } from '../errors/index.js';
import { rfc6750Responses } from '../responses/index.js';
import { coverageOf } from '../routes/index.js';
import { normalizeOptions } from './normalize-options.js';
import type { JwtPolicyOptions } from './module-options.js';

const issuer = new PolicyBench().options();
const { keys: _keys, ...fetched } = issuer;

/** What is wrong with the options, each as `path: message`. Options are whatever JavaScript can pass. */
function problemsOf(options: unknown): readonly string[] {
  try {
    normalizeOptions(options as JwtPolicyOptions);
    return [];
  } catch (error) {
    if (!(error instanceof JwtPolicyConfigurationError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

function policy(changes: object = {}): object {
  return { name: 'orders', issuers: [issuer], ...changes };
}

describe('defaults', () => {
  it('are filled in for everything that is left out', () => {
    const options = normalizeOptions({
      issuers: [{ issuer: 'https://id.example.com', audience: 'orders' }],
    });
    expect(options).toEqual({
      policies: [
        {
          name: 'default',
          origin: bearerHeader,
          checks: [],
          appliesTo: undefined,
          clients: undefined,
          claimsToHeaders: [],
          responses: rfc6750Responses,
          issuers: [
            {
              issuer: 'https://id.example.com',
              audience: new Set(['orders']),
              algorithms: new Set(['RS256']),
              keyOrigin: { kind: 'discovery', issuer: 'https://id.example.com' },
              refreshTimes: {
                timeToLiveMs: 3_600_000,
                maxStaleMs: 3_600_000,
                timeoutMs: 5_000,
                cooldownMs: 30_000,
              },
              clockToleranceSeconds: 60,
              requireAud: true,
              requireExp: true,
              requireNbf: false,
              maxAgeSeconds: undefined,
              types: new Set([null, 'jwt', 'at+jwt']),
              acceptBoundTokens: false,
              acceptIdTokens: false,
              allowMissingKid: false,
              scopeFrom: ['scope', 'scp'],
              checks: [],
              absentClaims: {},
              hints: [],
            },
          ],
        },
      ],
      unmatchedRoutes: 'deny',
      tokenCache: { maxEntries: 20_000, maxBytes: 20_000_000 },
      failFast: false,
      dangerouslyAllowUnguardedHandlers: false,
      routeFindings: 'warn',
      clock: systemClock,
      fetch: expect.any(Function),
      notices: [],
      observers: [],
      warnings: [],
      optOuts: [],
    });
  });

  it('stand also where the option is there but undefined, as long as no check hangs on it', () => {
    const absent = {
      algorithms: undefined,
      jwksUri: undefined,
      keys: undefined,
      jwks: undefined,
      clockToleranceSeconds: undefined,
      requireExp: undefined,
      types: undefined,
      acceptBoundTokens: undefined,
      acceptIdTokens: undefined,
      allowMissingKid: undefined,
      scopeFrom: undefined,
    };
    const options = { unmatchedRoutes: undefined, clock: undefined, fetch: undefined };
    const given = { ...options, issuers: [{ ...fetched, ...absent }] } as unknown as JwtPolicyOptions;
    const { algorithms: _algorithms, ...bare } = fetched;
    expect(normalizeOptions(given)).toEqual(normalizeOptions({ issuers: [bare] }));
  });

  it('fetch by the global fetch of the moment of the call', async () => {
    const { fetch } = normalizeOptions({ issuers: [fetched] });
    const answer = new Response('later');
    const spy = jest.spyOn(globalThis, 'fetch').mockResolvedValue(answer);
    try {
      const init = { signal: AbortSignal.abort(), redirect: 'manual', headers: {} } as const;
      expect(await fetch('https://id.example.com', init)).toBe(answer);
      expect(spy).toHaveBeenCalledTimes(1);
    } finally {
      spy.mockRestore();
    }
  });
});

describe('what is given', () => {
  it('is used instead of the defaults: clock, fetch and what happens to unmatched routes', () => {
    const clock = { now: () => 0 };
    const fetch = () => Promise.reject(new Error('no network'));
    const options = normalizeOptions({ issuers: [issuer], clock, fetch, unmatchedRoutes: 'allow' });
    expect(options).toMatchObject({ unmatchedRoutes: 'allow' });
    expect(options.clock).toBe(clock);
    expect(options.fetch).toBe(fetch);
  });

  it('may be a clock of a class: now() need not be its own', () => {
    expect(
      normalizeOptions({ issuers: [issuer], clock: new PolicyBench().clock }).clock.now(),
    ).toBeGreaterThan(0);
  });

  it('keeps policies in their order, with their checks compiled', () => {
    const checks = [{ claim: 'token_use', rule: 'access' }];
    const { policies } = normalizeOptions({
      policies: [
        { name: 'b', issuers: [issuer], checks },
        { name: 'a', issuers: [issuer] },
      ],
    });
    expect(policies.map(({ name }) => name)).toEqual(['b', 'a']);
    expect(policies[0]?.checks.map(({ describe: words }) => words)).toEqual(['token_use is "access"']);
  });

  it('refuses a list of checks with a hole, which would demand nothing', () => {
    expect(problemsOf({ issuers: [issuer], checks: Array(1) })).toEqual([
      'checks[0]: must be an object such as { claim: "token_use", rule: "access" }.',
    ]);
  });

  it('gives the checks beside issuers to the policy "default"', () => {
    const { policies } = normalizeOptions({ issuers: [issuer], checks: [{ claim: 'tier', rule: 'gold' }] });
    expect(policies[0]?.checks).toHaveLength(1);
    expect(policies[0]?.issuers[0]?.checks).toEqual([]);
  });

  it('compiles appliesTo: a path or several, methods in any letter case', () => {
    const { policies } = normalizeOptions({
      policies: [
        {
          name: 'orders',
          issuers: [issuer],
          appliesTo: [
            { path: '/orders', methods: ['get'] },
            { path: ['/items', '/users/**'], methods: ['Post', 'Search'] },
          ],
        },
      ],
    });
    const applies = (route: string, method: string): boolean =>
      coverageOf(policies[0]?.appliesTo, variantOf(route), method) !== 'none';
    expect(applies('/orders', 'GET')).toBe(true);
    expect(applies('/orders', 'POST')).toBe(false);
    expect(applies('/users/:id', 'POST')).toBe(true);
    expect(applies('/items', 'SEARCH')).toBe(true);
    expect(applies('/', 'GET')).toBe(false);
  });
});

describe('options as a whole', () => {
  it.each([[null], [undefined], ['https://id.example.com'], [[issuer]], [() => ({ issuers: [issuer] })]])(
    'must be an object, not %p',
    (options) => {
      expect(problemsOf(options)).toEqual(['options: must be an object.']);
    },
  );

  it.each([
    ['nothing', {}],
    ['both', { policies: [policy()], issuers: [issuer] }],
  ])('must have either policies or issuers: %s is a problem', (_what, options) => {
    expect(problemsOf(options)).toEqual([
      'options: must have either policies, or issuers for a single policy.',
    ]);
  });

  it('tell every problem at once, each with its path', () => {
    const problems = problemsOf({
      debug: true,
      unmatchedRoutes: 'open',
      clock: Date,
      fetch: 'https://proxy.example.com',
      checks: [],
      policies: [
        'orders',
        {
          name: '',
          mode: 'report-only',
          issuers: [
            {
              issuer: undefined,
              audience: undefined,
              algorithms: ['none'],
              jwksUri: 'ftp://keys.example.com',
              jwks: { timeoutMs: 1, retries: 3 },
              clockToleranceSeconds: '60',
              maxAgeSeconds: undefined,
              types: [5],
              scopeFrom: [''],
              checks: [{ claim: 'sub' }],
            },
            null,
          ],
          checks: 'none',
          appliesTo: [{ path: 'orders', methods: ['*'], verbs: [] }, '/orders'],
        },
        policy(),
        policy(),
      ],
    });
    expect(problems.map((problem) => problem.slice(0, problem.indexOf(':'))).toSorted()).toEqual(
      [
        'debug',
        'unmatchedRoutes',
        'clock',
        'fetch',
        'checks',
        'policies',
        'policies[0]',
        'policies[1].name',
        'policies[1].mode',
        'policies[1].issuers[0].issuer',
        'policies[1].issuers[0].audience',
        'policies[1].issuers[0].algorithms',
        'policies[1].issuers[0].jwksUri',
        'policies[1].issuers[0].jwks.timeoutMs',
        'policies[1].issuers[0].jwks.retries',
        'policies[1].issuers[0].clockToleranceSeconds',
        'policies[1].issuers[0].maxAgeSeconds',
        'policies[1].issuers[0].types',
        'policies[1].issuers[0].scopeFrom',
        'policies[1].issuers[0].checks[0]',
        'policies[1].issuers[1]',
        'policies[1].checks',
        'policies[1].appliesTo[0].path',
        'policies[1].appliesTo[0].methods',
        'policies[1].appliesTo[0].verbs',
        'policies[1].appliesTo[1]',
      ].toSorted(),
    );
  });

  it('stop the start with an error that tells all problems in its message', () => {
    const start = () => normalizeOptions({ issuers: [] });
    expect(start).toThrow(JwtPolicyConfigurationError);
    expect(start).toThrow(
      'JwtPolicyModule cannot start, 1 problem(s) found:\n  - issuers: must have one issuer at least.',
    );
  });
});

describe('an unknown name', () => {
  it.each([
    ['at the top', { issuers: [issuer], issuer: 'x' }, 'issuer', 'did you mean issuers?'],
    ['of a policy', { policies: [policy({ realm: 'orders' })] }, 'policies[0].realm', 'known are '],
    [
      'of an issuer',
      { issuers: [{ ...issuer, audiences: ['x'] }] },
      'issuers[0].audiences',
      'did you mean audience?',
    ],
    ['of jwks', { issuers: [{ ...issuer, jwks: { ttl: 60 } }] }, 'issuers[0].jwks.ttl', 'known are '],
    [
      'of appliesTo',
      { policies: [policy({ appliesTo: [{ url: '/' }] })] },
      'policies[0].appliesTo[0].url',
      'known are transport, pattern, path, methods, when.',
    ],
  ])('%s is a problem', (_where, options, path, advice) => {
    const problems = problemsOf(options);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${path}: is not an option here; ${advice}`);
  });

  const hint = { code: 'TOKEN_MISSING', matches: () => true };
  it.each([
    [
      'of a check',
      { issuers: [issuer], checks: [{ claim: 'a', rule: 'b', mandatry: true }] },
      'checks[0]: "mandatry" is not an option here; did you mean mandatory?',
    ],
    [
      'of a static key',
      { issuers: [{ ...issuer, keys: { ...issuer.keys, algoritm: 'RS256' } }] },
      'issuers[0].keys: "algoritm" is not an option here; did you mean algorithm?',
    ],
    [
      'of a hint',
      { issuers: [{ ...issuer, hints: [{ ...hint, mesage: 'x' }] }] },
      'issuers[0].hints[0]: "mesage" is not an option here; did you mean message?',
    ],
    [
      'of claimsToHeaders',
      { policies: [policy({ claimsToHeaders: [{ claims: 'sub', header: 'x-user' }] })] },
      'policies[0].claimsToHeaders[0]: "claims" is not an option here; did you mean claim?',
    ],
    [
      'of clients',
      { policies: [policy({ clients: { registry: {}, timeout: 5 } })] },
      'policies[0].clients.timeout: is not an option here; did you mean timeoutMs?',
    ],
    [
      'of the token cache',
      { issuers: [issuer], tokenCache: { maxEntry: 5 } },
      'tokenCache.maxEntry: is not an option here; did you mean maxEntries?',
    ],
  ])('%s is a problem', (_where, options, problem) => {
    expect(problemsOf(options)).toEqual([problem]);
  });
});

describe('policies', () => {
  it.each([
    [undefined, 'must be a list of policies.'],
    [null, 'must be a list of policies.'],
    [{ name: 'orders' }, 'must be a list of policies.'],
    [[], 'must have one policy at least.'],
  ])('cannot be %j', (policies, message) => {
    const options = policies === undefined ? { policies, issuers: [issuer] } : { policies };
    expect(problemsOf(options)).toEqual([`policies: ${message}`]);
  });

  it('must have different names', () => {
    expect(problemsOf({ policies: [policy(), policy({ name: 'other' }), policy()] })).toEqual([
      'policies: name the policy "orders" twice.',
    ]);
  });

  it.each([
    [undefined, 'is required: a name for logs and @UsePolicy.'],
    [5n, 'is required: a name for logs and @UsePolicy.'],
    ['', 'must not be empty.'],
  ])('need a name, not %p', (name, message) => {
    const problems = problemsOf({ policies: [policy({ name }), policy({ name })] });
    expect(problems.slice(0, 2)).toEqual([`policies[0].name: ${message}`, `policies[1].name: ${message}`]);
  });

  it.each([
    [undefined, 'is required: a list of issuers.'],
    [issuer, 'is required: a list of issuers.'],
    [[], 'must have one issuer at least.'],
  ])('need a list of issuers, not %j', (issuers, message) => {
    expect(problemsOf({ policies: [policy({ issuers })] })).toEqual([`policies[0].issuers: ${message}`]);
  });

  it('cannot have checks beside them', () => {
    expect(problemsOf({ policies: [policy()], checks: [] })).toEqual([
      'checks: cannot stand beside policies; move them into a policy.',
    ]);
  });

  it('name an issuer once', () => {
    const other = { ...issuer, issuer: 'https://other.example.com' };
    expect(problemsOf({ issuers: [issuer, other, issuer] })).toEqual([
      'issuers: names the issuer "https://id.example.com" twice.',
    ]);
    expect(problemsOf({ policies: [policy({ issuers: [issuer, issuer] })] })).toEqual([
      'policies[0].issuers: names the issuer "https://id.example.com" twice.',
    ]);
    expect(problemsOf({ policies: [policy(), policy({ name: 'again' })] })).toEqual([]);
  });

  it('take any issuer only where that is the sole one', () => {
    const any = { ...issuer, issuer: null };
    const problem = 'issuers: issuer: null is allowed only for the sole issuer of a policy.';
    expect(problemsOf({ issuers: [any] })).toEqual([]);
    expect(problemsOf({ issuers: [issuer, any] })).toEqual([problem]);
    expect(problemsOf({ issuers: [any, any] })).toEqual([problem]);
  });
});

describe('an unset variable', () => {
  it.each([
    [
      'checks of a policy',
      { policies: [policy({ checks: undefined })] },
      'policies[0].checks: must be a list of checks.',
    ],
    ['checks beside issuers', { issuers: [issuer], checks: undefined }, 'checks: must be a list of checks.'],
    [
      'checks of an issuer',
      { issuers: [{ ...issuer, checks: undefined }] },
      'issuers[0].checks: must be a list of checks.',
    ],
    [
      'appliesTo',
      { policies: [policy({ appliesTo: undefined })] },
      'policies[0].appliesTo: must be a list of rows such as { path: "/orders/**", methods: ["GET"] }.',
    ],
    [
      'the path of a row',
      { policies: [policy({ appliesTo: [{ path: undefined }] })] },
      'policies[0].appliesTo[0].path: must be a route pattern or a list of them.',
    ],
    [
      'the methods of a row',
      { policies: [policy({ appliesTo: [{ path: '/', methods: undefined }] })] },
      'policies[0].appliesTo[0].methods: must be a list of HTTP methods.',
    ],
    [
      'the condition of a row',
      { policies: [policy({ appliesTo: [{ when: undefined }] })] },
      'policies[0].appliesTo[0].when: must be a condition { describe, matches(attributes) }; leave it out for every call.',
    ],
    [
      'the origin',
      { policies: [policy({ origin: undefined })] },
      'policies[0].origin: must be { describe, read(attributes) }; leave it out for the Authorization header.',
    ],
    [
      'the clients',
      { policies: [policy({ clients: undefined })] },
      'policies[0].clients: must be an object such as { registry: { "orders-batch": { status: "approved" } } }.',
    ],
    [
      'the claims passed on',
      { policies: [policy({ claimsToHeaders: undefined })] },
      'policies[0].claimsToHeaders: must be a list such as [{ claim: "sub", header: "x-user" }].',
    ],
    [
      'nbf',
      { issuers: [{ ...issuer, requireNbf: undefined }] },
      'issuers[0].requireNbf: must be true or false.',
    ],
  ])('cannot switch off %s', (_what, options, problem) => {
    expect(problemsOf(options)).toEqual([problem]);
  });
});

describe('checks', () => {
  it.each([[null], ['access'], [{ claim: 'sub', rule: 'alice' }]])('must be a list, not %j', (checks) => {
    expect(problemsOf({ issuers: [issuer], checks })).toEqual(['checks: must be a list of checks.']);
  });

  it('are told by their place in the list', () => {
    const problems = problemsOf({
      issuers: [issuer],
      checks: [{ claim: 'a', rule: 'b' }, { claim: 'sub', rule: undefined }, 5],
    });
    expect(problems.map((problem) => problem.split(' ', 2).join(' '))).toEqual([
      'checks[1]: rule',
      'checks[2]: must',
    ]);
  });
});

describe('appliesTo', () => {
  const problems = (...rows: readonly unknown[]) => problemsOf({ policies: [policy({ appliesTo: rows })] });
  const row = 'policies[0].appliesTo[0]';

  it('must have a row: an empty list would apply nowhere', () => {
    expect(problems()).toEqual([
      'policies[0].appliesTo: must have one row at least; leave it out to apply everywhere.',
    ]);
  });

  it.each([['/orders'], [null], [['/orders']]])('has objects for rows, not %j', (value) => {
    expect(problems(value)).toEqual([`${row}: must be an object.`]);
  });

  it.each([
    ['an empty text', ''],
    ['a number', 5],
    ['an empty list, which would apply nowhere', []],
    ['a list with an empty text', ['/orders', '']],
    ['a list with something else', ['/orders', null]],
    ['a Set, which is no list', new Set(['/orders'])],
    ['a regular expression', /orders/],
  ])('has no path that is %s', (_what, path) => {
    expect(problems({ path })).toEqual([`${row}.path: must be a route pattern or a list of them.`]);
  });

  it('takes rows of other transports beside those of HTTP, by pattern', () => {
    const rows = [
      { path: '/orders', transport: 'http' },
      { transport: 'rpc', pattern: ['orders.*', 'stock.read'] },
      { transport: 'rpc', pattern: 'orders.list' },
      { transport: 'graphql' },
    ];
    const { policies } = normalizeOptions({ policies: [policy({ appliesTo: rows })] } as JwtPolicyOptions);
    expect(policies[0]?.appliesTo?.map(({ position }) => position)).toEqual([0]);
    expect(policies[0]?.operations?.map(({ position, describe: words }) => [position, words])).toEqual([
      [1, 'rpc orders.*, stock.read'],
      [2, 'rpc orders.list'],
      [3, 'graphql *'],
    ]);
  });

  it.each<[string, object, string]>([
    ['a pattern without a transport', { pattern: 'orders.*' }, 'pattern: is for other transports than HTTP'],
    ['a path of another transport', { transport: 'rpc', path: '/x' }, 'path: is for HTTP requests'],
    ['methods of another transport', { transport: 'rpc', methods: ['GET'] }, 'methods: is for HTTP requests'],
    ['a transport that is undefined', { transport: undefined }, "transport: must be 'http' or the type"],
    ['an empty transport', { transport: '' }, "transport: must be 'http' or the type"],
    ['an empty pattern', { transport: 'rpc', pattern: '' }, 'pattern: must be a pattern such as "orders.*"'],
    ['an empty list of patterns', { transport: 'rpc', pattern: [] }, 'pattern: must be a pattern'],
    ['a pattern that is an expression', { transport: 'rpc', pattern: /a/ }, 'pattern: must be a pattern'],
    [
      'a pattern that is too long',
      { transport: 'rpc', pattern: 'a'.repeat(257) },
      'pattern: must be a pattern',
    ],
    ['a list with undefined', { transport: 'rpc', pattern: ['a', undefined] }, 'pattern: must be a pattern'],
  ])('does not take %s', (_what, given, message) => {
    expect(problems(given)).toHaveLength(1);
    expect(problems(given)[0]).toContain(`${row}.${message}`);
  });

  it('tells each path of a row that is not understood', () => {
    expect(problems({ path: ['orders', '/ok', '/**/x', '/a*'] })).toEqual([
      `${row}.path: must start with "/".`,
      `${row}.path: "**" is understood at the end only.`,
      `${row}.path: "*" stands for a whole segment only.`,
    ]);
  });

  it.each([
    ['GET', 'must be a list of HTTP methods.'],
    [[], 'must name one HTTP method at least.'],
    [[5], 'must be a list of HTTP methods.'],
    [
      ['*'],
      'must be of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, SEARCH, PROPFIND, PROPPATCH, MKCOL, COPY, MOVE, LOCK, UNLOCK, QUERY; leave it out for every method.',
    ],
    [
      ['GET', ''],
      'must be of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, SEARCH, PROPFIND, PROPPATCH, MKCOL, COPY, MOVE, LOCK, UNLOCK, QUERY; leave it out for every method.',
    ],
    [
      ['GET,POST'],
      'must be of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, SEARCH, PROPFIND, PROPPATCH, MKCOL, COPY, MOVE, LOCK, UNLOCK, QUERY; leave it out for every method.',
    ],
    [
      ['ALL'],
      'must be of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, SEARCH, PROPFIND, PROPPATCH, MKCOL, COPY, MOVE, LOCK, UNLOCK, QUERY; leave it out for every method.',
    ],
    [
      ['GET '],
      'must be of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, SEARCH, PROPFIND, PROPPATCH, MKCOL, COPY, MOVE, LOCK, UNLOCK, QUERY; leave it out for every method.',
    ],
  ])('has no methods that are %j', (methods, message) => {
    expect(problems({ methods })).toEqual([`${row}.methods: ${message}`]);
  });
});

describe('a condition of a row', () => {
  const message =
    'policies[0].appliesTo[0].when: must be a condition { describe, matches(attributes) }; leave it out for every call.';

  const yes = (): boolean => true;

  it.each([
    [null],
    [yes],
    [{}],
    [{ describe: 'x' }],
    [{ matches: yes }],
    [{ describe: 1, matches: yes }],
    [{ describe: 'x', matches: true }],
    [{ describe: 'x', matches: yes, couldMatch: true }],
  ])('cannot be %p', (when) => {
    expect(problemsOf({ policies: [policy({ appliesTo: [{ when }] })] })).toEqual([message]);
  });
});

describe('an origin', () => {
  it.each([[null], ['jwt'], [() => 'a.b.c'], [{ describe: 'x' }], [{ read: () => 'a' }]])(
    'cannot be %p',
    (origin) => {
      expect(problemsOf({ policies: [policy({ origin })] })).toEqual([
        'policies[0].origin: must be { describe, read(attributes) }; leave it out for the Authorization header.',
      ]);
    },
  );

  it('tells the problem that it has itself', () => {
    const origin = { describe: 'x', problem: 'is cut off.', read: () => 'a' };
    expect(problemsOf({ policies: [policy({ origin })] })).toEqual(['policies[0].origin: is cut off.']);
  });
});

describe('clients', () => {
  it('are told by their place', () => {
    const clients = { registry: { a: {} }, timeoutMs: 1, other: 1 };
    expect(problemsOf({ policies: [policy({ clients })] }).map((problem) => problem.split(':')[0])).toEqual([
      'policies[0].clients.other',
      'policies[0].clients.timeoutMs',
      'policies[0].clients.registry',
    ]);
  });
});

describe('words and sentences', () => {
  it.each([['rfc6750'], [true], [{ respond: 'x' }], [null]])('responses cannot be %j', (responses) => {
    expect(problemsOf({ policies: [policy({ responses })] })).toEqual([
      'policies[0].responses: must be an object with respond(refusal); leave it out for RFC 6750.',
    ]);
  });

  it.each([['true'], [1], [{}]])('dangerouslyAllowUnguardedHandlers cannot be %j', (value) => {
    const options = { issuers: [issuer], dangerouslyAllowUnguardedHandlers: value };
    expect(problemsOf(options)).toEqual(['dangerouslyAllowUnguardedHandlers: must be true or false.']);
  });

  it.each([['a sentence'], [{}]])('notices cannot be %j', (notices) => {
    expect(problemsOf({ issuers: [issuer], notices })).toEqual(['notices: must be a list of sentences.']);
  });

  it.each([
    [7],
    [null],
    [{ level: 'error', message: 'x' }],
    [{ level: 'warn' }],
    [{ level: 'warn', message: 'x', more: 1 }],
    [{ level: 'log', text: 'x' }],
  ])('a notice cannot be %j', (notice) => {
    expect(problemsOf({ issuers: [issuer], notices: ['One.', notice] })).toEqual([
      "notices: must be a list of sentences, or of { level: 'log' or 'warn', message }.",
    ]);
  });

  it('notices are copied and frozen, and are none unless said otherwise', () => {
    const warning = { level: 'warn' as const, message: 'Two.' };
    const notices = ['One.', warning];
    const normalized = normalizeOptions({ issuers: [issuer], notices });
    notices.push('Three.');
    warning.message = 'Changed.';
    expect([normalized.notices, Object.isFrozen(normalized.notices)]).toEqual([
      [
        { level: 'log', message: 'One.' },
        { level: 'warn', message: 'Two.' },
      ],
      true,
    ]);
    expect(normalizeOptions({ issuers: [issuer] }).notices).toEqual([]);
  });

  it('warnings of rules are kept with their place', () => {
    const rule = { describe: 'is odd', warnings: ['It is odd.'], run: () => true };
    expect(normalizeOptions({ issuers: [issuer], checks: [{ rule }] }).warnings).toEqual([
      'checks[0]: It is odd.',
    ]);
  });
});

describe('functions and words', () => {
  it.each([[null], [() => 0], [{ now: 0 }], [Date]])('a clock cannot be %p', (clock) => {
    expect(problemsOf({ issuers: [issuer], clock })).toEqual([
      'clock: must be an object with now(): milliseconds since the epoch.',
    ]);
  });

  it.each([[null], ['https://proxy.example.com'], [{}]])('fetch cannot be %p', (fetch) => {
    expect(problemsOf({ issuers: [issuer], fetch })).toEqual(['fetch: must be a function.']);
  });

  it.each([['open'], [true], ['Allow'], [['allow']]])('unmatchedRoutes cannot be %j', (unmatchedRoutes) => {
    expect(problemsOf({ issuers: [issuer], unmatchedRoutes })).toEqual([
      "unmatchedRoutes: must be 'deny' or 'allow'.",
    ]);
  });
});

describe('hostile options', () => {
  it('cannot bring values in by __proto__, at any level: as JSON has it, it is an unknown name', () => {
    const options: unknown = JSON.parse(`{
      "__proto__": { "unmatchedRoutes": "allow" },
      "policies": [{
        "__proto__": { "checks": [] },
        "name": "orders",
        "appliesTo": [{ "__proto__": { "path": "/" }, "path": "/orders" }],
        "issuers": [{
          "__proto__": { "requireExp": false },
          "issuer": "https://id.example.com",
          "audience": "orders",
          "jwks": { "__proto__": { "dangerouslyAllowInsecureHttp": true } }
        }]
      }]
    }`);
    expect(problemsOf(options).map((problem) => problem.replace(/;.*/, ''))).toEqual([
      '__proto__: is not an option here',
      'policies[0].__proto__: is not an option here',
      'policies[0].issuers[0].__proto__: is not an option here',
      'policies[0].issuers[0].jwks.__proto__: is not an option here',
      'policies[0].appliesTo[0].__proto__: is not an option here',
    ]);
  });

  it.each([['constructor'], ['toString'], ['hasOwnProperty']])('have no option %s', (name) => {
    expect(problemsOf({ issuers: [issuer], [name]: {} })).toHaveLength(1);
  });

  it('do not take inherited values', () => {
    const inherited: unknown = Object.create({ issuers: [issuer] });
    expect(problemsOf(inherited)).toEqual([
      'options: must be a plain object; members of a class or a prototype are not read.',
    ]);
    const softened: object = Object.assign(Object.create({ requireExp: false }) as object, issuer);
    expect(problemsOf({ issuers: [softened] })).toEqual([
      'issuers[0]: must be a plain object; members of a class or a prototype are not read.',
    ]);
  });

  it('are read once: a getter cannot return one value for validation and another one for use', () => {
    let reads = 0;
    const shifty = {
      ...issuer,
      get requireExp(): boolean {
        reads += 1;
        return reads === 1;
      },
    };
    const { policies, optOuts } = normalizeOptions({ issuers: [shifty] });
    expect(reads).toBe(1);
    expect(policies[0]?.issuers[0]?.requireExp).toBe(true);
    expect(optOuts).toEqual([]);
  });

  it.each([
    [
      'big integers',
      { issuer: 5n, audience: 5n, clockToleranceSeconds: 5n, jwks: { timeToLiveSeconds: 60n } },
    ],
    ['symbols', { issuer: Symbol('x'), audience: Symbol('x'), maxAgeSeconds: Symbol('x') }],
    ['objects without a text', { issuer: Object.create(null), audience: Object.create(null) }],
    ['functions', { issuer: () => 'x', algorithms: [() => 'RS256'], types: [() => 'jwt'] }],
  ])('made of %s are told as problems, and nothing else is thrown', (_what, changes) => {
    const values: readonly unknown[] = Object.values(changes);
    const problems = problemsOf({
      issuers: [
        { ...fetched, ...changes },
        { ...fetched, ...changes },
      ],
    });
    expect(problems.length).toBe(2 * values.length);
  });
});

describe('the result', () => {
  const given = () => ({
    policies: [
      {
        name: 'orders',
        issuers: [
          {
            issuer: 'https://id.example.com',
            audience: ['orders'],
            algorithms: ['HS256' as const],
            keys: [{ secret: new Uint8Array(32).fill(7) }],
            jwks: { timeToLiveSeconds: 60 },
            types: ['at+jwt'],
            scopeFrom: [['realm', 'roles']],
            checks: [{ claim: ['a', 'b'], rule: ['x', 'y'] }],
          },
        ],
        checks: [{ claim: 'sub', rule: 'alice' }],
        appliesTo: [{ path: ['/orders'], methods: ['get'] }],
      },
    ],
    unmatchedRoutes: 'deny' as const,
  });

  it('leaves the options of the caller as they were, and not frozen', () => {
    const options = given();
    normalizeOptions(options);
    expect(options).toEqual(given());
    const pending: object[] = [options];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      expect(Object.isFrozen(node)).toBe(false);
      if (!(node instanceof Uint8Array)) {
        pending.push(...Object.values(node).filter((child) => typeof child === 'object' && child !== null));
      }
    }
  });

  it('does not change when the caller changes the options later', () => {
    const options = given();
    const normalized = normalizeOptions(options);
    const [changed] = options.policies;
    const [first] = changed?.issuers ?? [];
    if (changed === undefined || first === undefined) throw new Error('the options have no issuer');
    first.issuer = 'https://evil.example.com';
    first.audience.push('other');
    first.keys[0]?.secret.fill(0);
    first.keys.length = 0;
    first.jwks.timeToLiveSeconds = 86_400;
    first.types.push('jwt');
    first.scopeFrom[0]?.push('admin');
    first.checks[0]?.claim.pop();
    first.checks[0]?.rule.push('z');
    changed.checks.length = 0;
    changed.appliesTo[0]?.path.push('/admin');
    changed.appliesTo[0]?.methods.push('post');
    options.policies.length = 0;

    const untouched = normalizeOptions(given());
    const strip = ({ policies, ...rest }: typeof normalized) => ({
      ...rest,
      policies: policies.map(({ appliesTo: rows, ...own }) => ({
        ...own,
        applies: ['/orders', '/admin'].flatMap((path) =>
          ['GET', 'POST'].map((method) => coverageOf(rows, variantOf(path), method) !== 'none'),
        ),
        issuers: own.issuers.map(({ keyOrigin, checks, ...issuerOptions }) => ({
          ...issuerOptions,
          checks: checks.map(({ claim, describe: words, rule }) => [
            claim,
            words,
            rule.run('z', {} as never),
          ]),
          secrets:
            keyOrigin.kind === 'static' ? keyOrigin.keys.map(({ key }) => key.export().toString('hex')) : [],
        })),
        checks: own.checks.map(({ describe: words }) => words),
      })),
    });
    expect(strip(normalized)).toEqual(strip(untouched));
  });

  it('is frozen down to the options of an issuer', () => {
    const normalized = normalizeOptions(given());
    const [first] = normalized.policies;
    const [own] = first?.issuers ?? [];
    for (const part of [
      normalized,
      normalized.policies,
      normalized.optOuts,
      first,
      first?.issuers,
      first?.checks,
      first?.checks[0],
      own,
      own?.refreshTimes,
      own?.scopeFrom,
      own?.checks,
    ]) {
      expect(part).toBeDefined();
      expect(Object.isFrozen(part)).toBe(true);
    }
  });
});
