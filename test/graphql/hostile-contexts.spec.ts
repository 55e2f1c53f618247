import { Query, Resolver } from '@nestjs/graphql';
import { describe, expect, test } from '@jest/globals';
import { Claims, RequireScope } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { SERVERS, startGraphql, type GraphqlApp, type ServerName } from './graphql-app.js';

const opened = closeAfterEach();

@Resolver()
class CallerResolver {
  @Query('caller')
  caller(@Claims('sub') sub: string): string {
    return sub;
  }
}

const TYPES = 'type Query { caller: String }';

async function start(server: ServerName, context: unknown, more: object = {}): Promise<GraphqlApp> {
  const module = { context, ...more };
  return opened(await startGraphql({ server, typeDefs: TYPES, providers: [CallerResolver], module }));
}

/** A context with a member of the same name as one that is read. */
class TenantContext {
  readonly tenant = 'shop';
  readonly memo = {};

  get http(): never {
    throw new Error('must not be read');
  }
}

interface Given {
  readonly req?: object;
}

/** What a context function is given: Express, and Fastify by Apollo, hand over the request in different ways. */
function requestIn(given: Given): object {
  return given.req ?? given;
}

/** Behaves as the request does: as a wrapper of an observability package would. */
function wrapped(request: object): object {
  return new Proxy(request, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

const CONTEXTS: readonly (readonly [string, unknown])[] = [
  ['a promise', async () => ({ tenant: 'shop' })],
  ['null', () => null],
  ['a promise of nothing', async () => undefined],
  ['an instance of a class', () => new TenantContext()],
  ['a proxy of the request at req', (given: Given) => ({ req: wrapped(requestIn(given)) })],
  ['a text at req', () => ({ req: 'none' })],
];

describe.each(SERVERS)('with %s, a context function that returns', (server) => {
  test.each(CONTEXTS)('%s leaves each call its own decision', async (_what, context) => {
    const { ask, issuer } = await start(server, context);
    const [alice, nobody, bob] = await Promise.all([
      ask('{ a: caller b: caller }', issuer.token()),
      ask('{ caller }'),
      ask('{ caller }', issuer.token({ claims: { sub: 'bob' } })),
    ]);
    expect([alice.data, bob.data]).toEqual([{ a: 'alice', b: 'alice' }, { caller: 'bob' }]);
    expect(nobody.data).toEqual({ caller: null });
    expect(nobody.errors[0]?.extensions).toMatchObject({ reason: 'TOKEN_MISSING' });
  });

  test('the same context for every request leaves each call its own decision', async () => {
    const shared = { tenant: 'shop' };
    const { ask, issuer } = await start(server, () => shared);
    expect((await ask('{ caller }', issuer.token())).data).toEqual({ caller: 'alice' });
    expect((await ask('{ caller }')).data).toEqual({ caller: null });
    expect((await ask('{ caller }', issuer.token({ claims: { sub: 'bob' } }))).data).toEqual({
      caller: 'bob',
    });
  });

  test('an object with a token of its own at req does not lend it to callers', async () => {
    const lent = { token: '' };
    const context = (): object => ({ req: { headers: { authorization: lent.token } } });
    const { ask, issuer } = await start(server, context);
    lent.token = `Bearer ${issuer.token()}`;
    const { data, errors } = await ask('{ caller }');
    expect(data).toEqual({ caller: null });
    const reason = server.startsWith('mercurius') ? 'TOKEN_MISSING' : 'CONTEXT_UNSUPPORTED';
    expect(errors[0]?.extensions).toMatchObject({ reason });
  });
});

test.each<[string, unknown]>([
  ['an object instead of a function', { tenant: 'shop' }],
  // Mercurius puts its own members into the context, so that it cannot take this one.
  ['a context that cannot be changed', () => Object.freeze({ tenant: 'shop' })],
])('with Apollo, %s leaves each call its own decision', async (_what, context) => {
  const { ask, issuer } = await start('apollo on express', context);
  expect((await ask('{ caller }', issuer.token())).data).toEqual({ caller: 'alice' });
  expect((await ask('{ caller }')).data).toEqual({ caller: null });
});

@Resolver()
class NamedResolver {
  @RequireScope('orders/read')
  @Query('caller')
  __resolveType(): string {
    return 'open';
  }
}

test.each(SERVERS)(
  'with %s, a query whose method Nest takes for a type resolver stops the start',
  async (server) => {
    const starting = startGraphql({ server, typeDefs: TYPES, providers: [NamedResolver] });
    const stopped = await starting.then(opened, String);
    expect(stopped).toMatch(/NamedResolver\.__resolveType: is a method named __resolveType/);
  },
);
