import { expect, test } from '@jest/globals';
import { filesBelow, readSources, type Import, type SourceFile } from './architecture/source-files.js';

const LIBRARY = 'src/jwt-policy';
const SOURCES = readSources(filesBelow('src').filter((path) => !path.endsWith('.spec.ts')));
const LIBRARY_SOURCES = SOURCES.filter(({ path }) => path.startsWith(`${LIBRARY}/`));

/** What users import beside the package itself. */
const SUBPATHS = [
  `${LIBRARY}/expressions/index.ts`,
  `${LIBRARY}/graphql/index.ts`,
  `${LIBRARY}/microservices/index.ts`,
  `${LIBRARY}/mulesoft/index.ts`,
  `${LIBRARY}/testing/index.ts`,
  `${LIBRARY}/websockets/index.ts`,
];

/** From the bottom up: a room imports from lower rows only. A new room gets its place here. */
const ROWS: readonly (readonly string[])[] = [
  ['clock.ts'],
  ['errors'],
  ['claims'],
  ['patterns'],
  ['expressions'],
  ['keys', 'clients', 'routes', 'responses', 'observe'],
  ['tokens'],
  ['causes'],
  ['options'],
  ['policy'],
  ['explain'],
  ['transports', 'presets'],
  ['inspection'],
  ['mulesoft'],
  ['cli'],
  ['guard'],
  ['graphql', 'microservices', 'websockets'],
  ['jwt-policy.options.ts'],
  ['jwt-policy.module.ts'],
  ['index.ts'],
  ['testing'],
];

/** What only one place may do, the names by which it is done, and that place. */
const CAPABILITIES = [
  {
    capability: 'reads the clock',
    globals: /^(Date|performance|process\.hrtime|process\.uptime)\b/,
    modules: /^node:(perf_hooks|timers)/,
    places: [`${LIBRARY}/clock.ts`],
  },
  {
    capability: 'touches the network',
    globals: /^(fetch|WebSocket|EventSource|XMLHttpRequest)\b/,
    modules: /^(node:)?(http|https|http2|net|tls|dgram|dns|undici)\b/,
    places: [
      `${LIBRARY}/keys/fetch-json.ts`,
      `${LIBRARY}/testing/listening-issuer.ts`,
      `${LIBRARY}/testing/send-request.ts`,
      `${LIBRARY}/testing/token-endpoint.ts`,
    ],
  },
  {
    capability: 'uses jwks-rsa',
    globals: /^$/,
    modules: /^jwks-rsa\b/,
    places: [`${LIBRARY}/keys/import-jwks.ts`],
  },
  {
    capability: 'uses jsonwebtoken',
    globals: /^$/,
    modules: /^jsonwebtoken\b/,
    places: [`${LIBRARY}/tokens/signature.ts`],
  },
  {
    capability: 'draws random numbers',
    globals: /^(Math\.random|crypto)\b/,
    modules: /^$/,
    places: [`${LIBRARY}/guard/injection-tokens.ts`],
  },
  {
    capability: 'reads files',
    globals: /^$/,
    modules: /^(node:)?fs\b/,
    places: [
      `${LIBRARY}/cli/entry/find-entry.ts`,
      `${LIBRARY}/cli/lint-sources.ts`,
      `${LIBRARY}/cli/read-text-file.ts`,
      `${LIBRARY}/mulesoft/read/read-file.ts`,
    ],
  },
  {
    capability: 'reads the environment or anything else of the process',
    globals: /^process\b(?!\.nextTick$)/,
    modules: /^(node:)?(process|os|child_process|worker_threads)\b/,
    places: [
      `${LIBRARY}/cli/entry/ask-entry.ts`,
      `${LIBRARY}/cli/entry/preload.ts`,
      `${LIBRARY}/cli/main.ts`,
      `${LIBRARY}/testing/production.ts`,
    ],
  },
  {
    capability: 'asks for ticks, or knows what runs asynchronously',
    globals: /^process\.nextTick$/,
    modules: /^(node:)?async_hooks\b/,
    places: [`${LIBRARY}/guard/kept-tick.ts`, `${LIBRARY}/testing/decision-watch.ts`],
  },
  {
    capability: 'reaches a global by a detour, or runs text as code',
    globals: /^(globalThis|global|eval|Function|require)\b/,
    modules: /^(node:)?vm\b/,
    places: [],
  },
  {
    capability: 'finds packages as another folder would',
    globals: /^$/,
    modules: /^(node:)?module\b/,
    places: [`${LIBRARY}/cli/entry/find-entry.ts`, `${LIBRARY}/cli/entry/preload.ts`],
  },
];

/** The room of a file: its folder below src or below the library; files that stand beside the rooms share one. */
function roomOf(path: string): string {
  const [, folder = '', ...rest] = path.split('/');
  if (rest.length === 0) return 'src';
  if (folder !== 'jwt-policy') return `src/${folder}`;
  return rest.length === 1 ? LIBRARY : `${LIBRARY}/${rest[0]}`;
}

function rowOf(path: string): number {
  const [place = ''] = path.slice(LIBRARY.length + 1).split('/');
  return ROWS.findIndex((row) => row.includes(place));
}

function told(imports: readonly Import[]): readonly string[] {
  return imports.map(({ from, specifier }) => `${from} imports ${specifier}`);
}

function importsOf(sources: readonly SourceFile[]): readonly (Import & { target: string })[] {
  return sources.flatMap(({ imports }) =>
    imports.flatMap((one) => (one.target === undefined ? [] : [{ ...one, target: one.target }])),
  );
}

/** The first way round that is found, or undefined. */
function findCycle(edges: readonly (readonly [from: string, to: string])[]): readonly string[] | undefined {
  const done = new Set<string>();
  const walk = (place: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(place)) return [...trail.slice(trail.indexOf(place)), place];
    if (done.has(place)) return undefined;
    for (const [from, to] of edges) {
      const cycle = from === place ? walk(to, [...trail, place]) : undefined;
      if (cycle) return cycle;
    }
    done.add(place);
    return undefined;
  };
  return edges.map(([from]) => walk(from, [])).find((cycle) => cycle !== undefined);
}

test('every file of the library stands in a room that has its place', () => {
  expect(LIBRARY_SOURCES.map(({ path }) => path).filter((path) => rowOf(path) < 0)).toEqual([]);
});

test('imports of the library point downward, or stay in their room', () => {
  const upward = importsOf(LIBRARY_SOURCES).filter(
    ({ from, target }) => roomOf(from) !== roomOf(target) && rowOf(target) >= rowOf(from),
  );
  expect(told(upward)).toEqual([]);
});

test('the files beside the rooms of the library import downward as well', () => {
  const upward = importsOf(LIBRARY_SOURCES).filter(
    ({ from, target }) => roomOf(from) === LIBRARY && rowOf(target) >= rowOf(from),
  );
  expect(told(upward)).toEqual([]);
});

test('no file knows itself by way of others, not even by a type', () => {
  expect(findCycle(importsOf(SOURCES).map(({ from, target }) => [from, target]))).toBeUndefined();
});

test('no room has more than 2,500 lines, each folder in it counted by itself', () => {
  const lines = new Map<string, number>();
  for (const source of SOURCES) {
    const folder = source.path.slice(0, source.path.lastIndexOf('/'));
    lines.set(folder, (lines.get(folder) ?? 0) + source.lines);
  }
  expect([...lines].filter(([, count]) => count > 2_500)).toEqual([]);
});

test('no room knows itself by way of another, not even by a type', () => {
  const rooms = importsOf(SOURCES).map(({ from, target }) => [roomOf(from), roomOf(target)] as const);
  expect(
    findCycle(rooms.filter(([from, to]) => from !== to && from !== LIBRARY && to !== LIBRARY)),
  ).toBeUndefined();
});

test('every relative import names a file of src that is there', () => {
  const paths = new Set(SOURCES.map(({ path }) => path));
  expect(told(importsOf(SOURCES).filter(({ target }) => !paths.has(target)))).toEqual([]);
});

test('nothing leaves a room except through its index; the clock is a room of one file', () => {
  const passedBy = importsOf(SOURCES).filter(
    ({ from, target }) =>
      roomOf(from) !== roomOf(target) &&
      target !== `${roomOf(target)}/index.ts` &&
      !(target === `${LIBRARY}/clock.ts` && from.startsWith(LIBRARY)),
  );
  expect(told(passedBy)).toEqual([]);
});

test('the library imports nothing of the sample, and the sample nothing of its rooms', () => {
  const crossing = importsOf(SOURCES).filter(({ from, target }) => {
    const leavesLibrary = from.startsWith(`${LIBRARY}/`) && !target.startsWith(`${LIBRARY}/`);
    const entersRoom =
      !from.startsWith(`${LIBRARY}/`) &&
      roomOf(target).startsWith(`${LIBRARY}/`) &&
      !SUBPATHS.includes(target);
    return leavesLibrary || entersRoom;
  });
  expect(told(crossing)).toEqual([]);
});

test('the local issuer does not know the library that is tested against it', () => {
  const issuer = SOURCES.filter(({ path }) => path.startsWith('src/local-issuer/'));
  expect(issuer.length).toBeGreaterThan(0);
  expect(told(importsOf(issuer).filter(({ target }) => target.startsWith(LIBRARY)))).toEqual([]);
});

test('Nest is known to guard, transports, graphql, microservices, websockets, module, options and test kit only', () => {
  const knowing = LIBRARY_SOURCES.filter(({ imports }) =>
    imports.some(({ specifier }) => specifier.startsWith('@nestjs/')),
  );
  const places = [
    'guard',
    'transports',
    'graphql',
    'microservices',
    'websockets',
    'jwt-policy.module.ts',
    'jwt-policy.options.ts',
    'testing',
  ];
  const elsewhere = knowing.filter(({ path }) => !places.includes(path.split('/')[2] ?? ''));
  expect(elsewhere.map(({ path }) => path)).toEqual([]);
});

test.each(CAPABILITIES)('what $capability in the library is: $places', ({ globals, modules, places }) => {
  const using = LIBRARY_SOURCES.filter(
    (source) =>
      source.globals.some((name) => globals.test(name)) ||
      source.imports.some(({ specifier }) => modules.test(specifier)),
  );
  expect(using.map(({ path }) => path)).toEqual(places);
});

test('the sample reads its environment in src/config only', () => {
  const reading = SOURCES.filter(
    ({ path, globals, imports }) =>
      !path.startsWith('src/config/') &&
      !path.startsWith(`${LIBRARY}/`) &&
      (globals.some((name) => /^process(\.env)?$/.test(name)) ||
        imports.some(({ specifier }) => /^(node:)?process$/.test(specifier))),
  );
  expect(reading.map(({ path }) => path)).toEqual([]);
});

test('everything is exported by name', () => {
  const nameless = SOURCES.filter(({ hasDefaultExport, hasStarExport }) => hasDefaultExport || hasStarExport);
  expect(nameless.map(({ path }) => path)).toEqual([]);
});

test('no file has a name that could hold anything', () => {
  const vague = [...filesBelow('src'), ...filesBelow('test')].filter((path) =>
    /(^|[/.-])(utils?|helpers?|common|managers?|misc)[/.-]/.test(path),
  );
  expect(vague).toEqual([]);
});

test('no file has more than 300 lines', () => {
  expect(SOURCES.filter(({ lines }) => lines > 300).map(({ path, lines }) => `${path}: ${lines}`)).toEqual(
    [],
  );
});

test('the subpath graphql exports these values and no others', async () => {
  const library = await import('../src/jwt-policy/graphql/index.js');
  expect(Object.keys(library).toSorted()).toEqual(['RefusedGraphqlException', 'graphql']);
});

test('the subpath microservices exports these values and no others', async () => {
  const messages = await import('../src/jwt-policy/microservices/index.js');
  expect(Object.keys(messages).toSorted()).toEqual(['RefusedRpcException', 'microservices']);
});

test('the subpath websockets exports these values and no others', async () => {
  const library = await import('../src/jwt-policy/websockets/index.js');
  expect(Object.keys(library).toSorted()).toEqual(['RefusedWsException', 'policyOf', 'websockets']);
});

test('the subpath mulesoft exports these values and no others', async () => {
  const mulesoft = await import('../src/jwt-policy/mulesoft/index.js');
  expect(Object.keys(mulesoft).toSorted()).toEqual([
    'FINDING_LEVELS',
    'muleSoftPolicies',
    'muleSoftReport',
    'muleSoftResponses',
  ]);
});

test('the subpath testing exports these values and no others', async () => {
  const testing = await import('../src/jwt-policy/testing/index.js');
  expect(Object.keys(testing).toSorted()).toEqual([
    'TestClock',
    'TestIssuer',
    'TestKitError',
    'bearer',
    'callRoute',
    'createPolicyApp',
    'createTestIssuer',
    'everyBadToken',
    'installIssuers',
    'jwtPolicyMatchers',
    'policyMatrix',
    'policyTable',
  ]);
});

test('the library exports these values and no others', async () => {
  const library = await import('../src/jwt-policy/index.js');
  expect(Object.keys(library).toSorted()).toEqual([
    'ALGORITHM_NAMES',
    'ClaimRule',
    'Claims',
    'ExplainLimitError',
    'GuardedElsewhere',
    'JWT_POLICY_CLOCK',
    'JWT_POLICY_FETCH',
    'JWT_POLICY_RANDOM',
    'JwtPolicyConfigurationError',
    'JwtPolicyError',
    'JwtPolicyExplainer',
    'JwtPolicyGuard',
    'JwtPolicyModule',
    'JwtPolicyRoutes',
    'JwtPolicyService',
    'KeysMissingError',
    'OptionalToken',
    'Public',
    'REFUSAL_CODES',
    'RefusedException',
    'RequireAnyScope',
    'RequireScope',
    'UsePolicy',
    'auth0',
    'cloudflareAccess',
    'cognito',
    'entra',
    'explanationText',
    'firebase',
    'google',
    'googleIap',
    'hasKey',
    'includes',
    'jwtPolicyOf',
    'keycloak',
    'keyvClients',
    'oidc',
    'okta',
    'rfc6750Responses',
    'transportCall',
    'typedClaims',
  ]);
});
