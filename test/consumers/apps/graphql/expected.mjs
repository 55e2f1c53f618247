import { deepEqual, equal, match, notEqual } from 'node:assert/strict';
import { checkTypes } from '../../install.mjs';
import { ask, connect, post, subscribe } from './operations.mjs';

const READ = { scope: 'orders/read' };

const queries = {
  label: 'a query is decided, and other fields are answered',
  async run(url, issuer) {
    const refused = await ask(url, '{ orders { id } version }');
    deepEqual(refused.data, { orders: null, version: '1' });
    deepEqual(refused.reasons, ['TOKEN_MISSING']);
    const granted = await ask(url, '{ orders { id } }', issuer.token(READ));
    deepEqual(granted.data, { orders: [{ id: '1 of alice' }, { id: '2' }] });
    equal(granted.body.errors, undefined);
  },
};

const mutations = {
  label: 'a mutation is decided',
  async run(url, issuer) {
    const query = 'mutation { placeOrder(item: "pen") }';
    deepEqual((await ask(url, query, issuer.token(READ))).reasons, ['SCOPE_MISSING']);
    const granted = await ask(url, query, issuer.token({ scope: 'orders/write' }));
    deepEqual(granted.data, { placeOrder: 'pen for alice' });
  },
};

const fields = {
  label: 'a field resolver is decided for each parent',
  async run(url, issuer) {
    const query = '{ orders { id price } }';
    const some = await ask(url, query, issuer.token(READ));
    deepEqual(some.reasons, ['SCOPE_MISSING', 'SCOPE_MISSING']);
    deepEqual(
      some.data.orders.map(({ price }) => price),
      [null, null],
    );
    const all = await ask(url, query, issuer.token({ scope: 'orders/read orders/prices' }));
    equal(all.data.orders[1].price, 'price of 2 for alice');
  },
};

const scoped = {
  label: 'a resolver of its own for each request is decided, and sees its claims',
  async run(url, issuer) {
    deepEqual((await ask(url, '{ caller }')).reasons, ['TOKEN_MISSING']);
    const one = await ask(url, '{ caller }', issuer.token({}));
    const two = await ask(url, '{ caller }', issuer.token({ sub: 'bob' }));
    match(one.data.caller, /^alice \d+$/);
    match(two.data.caller, /^bob \d+$/);
    notEqual(one.data.caller.split(' ')[1], two.data.caller.split(' ')[1]);
  },
};

const batches = {
  label: 'the operations of a batch are decided',
  async run(url, issuer) {
    const batch = [{ query: '{ orders { id } }' }, { query: '{ caller version }' }];
    const { body } = await post(url, batch, issuer.token({}));
    equal(body[0].errors[0].extensions.reason, 'SCOPE_MISSING');
    match(body[1].data.caller, /^alice \d+$/);
    equal(body[1].data.version, '1');
  },
};

const hybrid = [
  { path: '/list', status: 401 },
  { path: '/list', claims: {}, status: 200 },
];

/** What a client sees of a refusal. The drivers may add members, but none that tells more. */
const shape = (status, challenge) => ({
  label: 'a refusal has its shape, its status and its challenge',
  async run(url, issuer) {
    const refused = await ask(url, '{ orders { id } }');
    const [{ message, path, extensions }] = refused.errors;
    deepEqual([message, path], ['A bearer token is required.', ['orders']]);
    const { stacktrace = ['no place of the server'], ...told } = extensions;
    deepEqual(told, { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING', statusCode: 401 });
    equal(stacktrace.length, 1, 'Apollo shows where the server threw');
    deepEqual([refused.status, refused.headers.get('www-authenticate')], [status, challenge]);
    const forbidden = await ask(url, '{ orders { id } }', issuer.token({}));
    const { code, reason, statusCode } = forbidden.errors[0].extensions;
    deepEqual([code, reason, statusCode], ['FORBIDDEN', 'SCOPE_MISSING', 403]);
  },
});

const references = {
  label: 'a reference is decided, for each of a thousand',
  async run(url, issuer) {
    const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Order { id } } }';
    const of = Array.from({ length: 1_000 }, (_none, id) => ({ __typename: 'Order', id: String(id) }));
    const refused = await ask(url, query, undefined, { of: of.slice(0, 1) });
    deepEqual(refused.reasons, ['TOKEN_MISSING']);
    const granted = await ask(url, query, issuer.token(READ), { of });
    deepEqual(granted.data._entities.at(-1), { id: '999' });
  },
};

const QUERY = 'subscription { ticks }';

const subscriptions = {
  label: 'a subscription is decided by the parameters of its connection',
  async run(url, issuer) {
    const without = connect(url);
    deepEqual(await subscribe(without.client, QUERY).first, ['TOKEN_MISSING']);
    await without.client.dispose();
    const { client } = connect(url, issuer.token(READ));
    deepEqual(await subscribe(client, QUERY).first, { ticks: 1 });
    await client.dispose();
  },
};

/** Two subscriptions of one app: the clock of the app is set forward, beyond the end of one token. */
const ends = (isClosing) => ({
  label: 'a subscription ends when its token does',
  async run(url, issuer) {
    const now = Math.floor(Date.now() / 1000);
    const short = connect(url, issuer.token({ ...READ, exp: now + 120 }));
    const long = connect(url, issuer.token({ ...READ, exp: now + 36_000 }));
    const ending = subscribe(short.client, QUERY);
    const staying = subscribe(long.client, QUERY);
    deepEqual([await ending.first, await staying.first], [{ ticks: 1 }, { ticks: 1 }]);
    await fetch(`${url}/clock/240`, { method: 'POST' });
    equal(await ending.ended, 'complete');
    if (isClosing) equal(await short.isClosed, 4403);
    else deepEqual(await subscribe(short.client, QUERY).first, ['TOKEN_EXPIRED']);
    deepEqual(await subscribe(long.client, QUERY).first, { ticks: 1 });
    await short.client.dispose();
    await long.client.dispose();
  },
});

const gateway = [
  {
    label: 'a gateway that forwards the header hands on what its subgraph decides',
    async run(url, issuer) {
      const refused = await ask(url, '{ orders { id } version }');
      deepEqual(refused.data, { orders: null, version: '1' });
      deepEqual(refused.reasons, ['TOKEN_MISSING']);
      const { data } = await ask(url, '{ orders { id } }', issuer.token(READ));
      deepEqual(data, { orders: [{ id: '1 of alice' }, { id: '2' }] });
      deepEqual((await ask(url, '{ orders { id price } }', issuer.token(READ))).reasons, [
        'SCOPE_MISSING',
        'SCOPE_MISSING',
      ]);
    },
  },
];

/** Errors that Nest logs, and lines of a stack. */
const unprinted = [/ERROR/, /\n\s+at /];
const decided = [queries, mutations, fields, scoped];
const all = { calls: hybrid, unprinted };

const starts = [
  ...['express', 'fastify'].map((ADAPTER) => ({
    ...all,
    environment: { SERVER: 'apollo', ADAPTER },
    attempts: [...decided, batches, shape(200, 'Bearer'), subscriptions, ends(true)],
  })),
  {
    ...all,
    environment: { SERVER: 'mercurius', ADAPTER: 'fastify' },
    attempts: [...decided, batches, shape(200, null), subscriptions, ends(false)],
  },
  { environment: { SERVER: 'apollo', KEEP_STATUS: 'yes' }, attempts: [shape(401, 'Bearer')], unprinted },
  { ...all, environment: { SERVER: 'apollo-subgraph' }, attempts: [...decided, references] },
  {
    ...all,
    environment: { SERVER: 'mercurius-subgraph', ADAPTER: 'fastify' },
    attempts: [...decided, references],
  },
  { environment: { SERVER: 'apollo-subgraph', GATEWAY: 'yes' }, attempts: gateway, unprinted },
  {
    environment: { SERVER: 'apollo', UNGUARDED_FIELDS: 'yes' },
    stopped: [
      /OrdersResolver\.price: needs fieldResolverEnhancers: \['guards'\]/,
      /OrdersResolver\.resolveReference: needs fieldResolverEnhancers: \['guards'\]/,
    ],
  },
];

/** The types of the library and of the packages fit together, as the app uses them. */
export function prepare(folder) {
  const problems = checkTypes(folder);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return { starts };
}
