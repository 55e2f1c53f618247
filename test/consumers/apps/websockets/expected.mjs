import { deepEqual, equal } from 'node:assert/strict';
import { freePort } from '../../brokers.mjs';
import { checkTypes } from '../../install.mjs';
import { openSocketIo, openWs } from './sockets.mjs';

const READ = { scope: 'orders/read' };
const LISTED = { event: 'orders.listed', data: { sub: 'alice', page: 1 } };
const SCOPE_MISSING = {
  status: 'error',
  code: 'SCOPE_MISSING',
  statusCode: 403,
  message: 'The token lacks a scope that is required here.',
};

/** How clients of an adapter connect, and where their token may be without an option. */
const ADAPTERS = {
  ws: {
    open: openWs,
    with: (token) => ({ protocols: ['bearer', token] }),
    places: [
      (token) => ({ protocols: ['bearer', token] }),
      (token) => ({ headers: { authorization: `Bearer ${token}` } }),
    ],
    expired: '401 TOKEN_EXPIRED',
  },
  'socket.io': {
    open: openSocketIo,
    with: (token) => ({ auth: { token } }),
    places: [
      (token) => ({ auth: { token } }),
      (token) => ({ auth: { token: `Bearer ${token}` }, transports: ['websocket'] }),
      (token) => ({ headers: { authorization: `Bearer ${token}` } }),
    ],
    expired: 'io server disconnect',
  },
};

/** Connects, asks for the orders, and gives the first thing that the client hears. */
async function ask(open, url, place) {
  const client = open(url, place);
  await client.send('orders.list', 1);
  const answer = await client.heard.next();
  await client.close();
  return answer;
}

const seconds = () => Math.floor(Date.now() / 1000);
const act = (url, path) => fetch(`${url}/${path}`, { method: 'POST' });

const places = ({ open, places: all }) => ({
  label: 'a token is read in each of its places',
  async run(url, issuer) {
    for (const place of all) deepEqual(await ask(open, url, place(issuer.token(READ))), LISTED);
  },
});

const refusals = ({ open, with: place }) => ({
  label: 'a refused client is told why, and no gateway sees it',
  async run(url, issuer) {
    const before = await (await fetch(`${url}/connected`)).json();
    const header = { authorization: `Bearer ${issuer.token({ sub: 'bob' })}` };
    const refused = [
      ['401 TOKEN_MISSING', {}],
      ['401 TOKEN_EXPIRED', place(issuer.token({ ...READ, exp: 1 }))],
      ['401 AUDIENCE_REFUSED', place(issuer.token({ ...READ, aud: 'others' }))],
      ['401 ALGORITHM_REFUSED', place(issuer.token(READ, { alg: 'none' }))],
      ['400 TOKEN_AMBIGUOUS', { ...place(issuer.token(READ)), headers: header }],
    ];
    for (const [why, how] of refused) equal(await ask(open, url, how), why);
    deepEqual(await (await fetch(`${url}/connected`)).json(), before);
  },
});

/** A message that is granted comes after the refused one: between them is exactly one frame. */
const messages = ({ open, with: place }) => ({
  label: 'each message has its demands, and a refused one is answered with one exception',
  async run(url, issuer) {
    const client = open(url, place(issuer.token({ scope: 'others' })));
    await client.send('orders.list', 1);
    await client.heard.event('exception');
    await client.send('orders.watch');
    await client.heard.event('watching');
    await act(url, 'tick/7');
    await client.heard.event('tick');
    await client.close();
    const events = client.heard.all.filter(({ ended }) => ended === undefined);
    deepEqual(events, [
      { event: 'exception', data: SCOPE_MISSING },
      { event: 'watching', data: true },
      { event: 'tick', data: 7 },
    ]);
  },
});

const acknowledged = {
  label: 'a message that waits for an acknowledgement gets one, refused or granted',
  async run(url, issuer) {
    const without = openSocketIo(url, { auth: { token: issuer.token({}) } });
    deepEqual(await without.acknowledged('orders.count'), SCOPE_MISSING);
    await without.close();
    const granted = openSocketIo(url, { auth: { token: issuer.token(READ) } });
    deepEqual(await granted.acknowledged('orders.count'), { count: 2, sub: 'alice' });
    await granted.close();
  },
};

const namespaces = ({ open, with: place }) => ({
  label: 'each path or namespace has its own demands',
  async run(url, issuer) {
    const at = async (path, how, event) => {
      const client = open(url, { path, ...how });
      await client.send(event);
      const answer = await client.heard.next();
      await client.close();
      return answer;
    };
    equal(await at('/prices', {}, 'prices.get'), '401 TOKEN_MISSING');
    equal(await at('/prices', place(issuer.token(READ)), 'prices.get'), '403 SCOPE_MISSING');
    const prices = place(issuer.token({ scope: 'prices/read' }));
    deepEqual(await at('/prices', prices, 'prices.get'), { event: 'prices.got', data: 'alice' });
    deepEqual(await at('/news', {}, 'news.read'), { event: 'news.were', data: 'none' });
  },
});

const ownPort = ({ open, with: place }, port) => ({
  label: 'a gateway with a port of its own is decided',
  async run(_url, issuer) {
    const url = `http://127.0.0.1:${port}`;
    equal(await ask(open, url, {}), '401 TOKEN_MISSING');
    const client = open(url, place(issuer.token({})));
    await client.send('port.call');
    deepEqual(await client.heard.next(), { event: 'port.called', data: 'alice' });
    await client.close();
  },
});

const recovery = {
  label: 'a connection that recovers is decided again',
  async run(url, issuer) {
    const exp = seconds() + 60;
    const auth = { token: issuer.token({ ...READ, exp }) };
    const client = openSocketIo(url, { auth });
    await client.send('orders.list', 1);
    deepEqual(await client.heard.next(), LISTED);
    await client.lose();
    equal(await client.reconnect(auth), true);
    await client.lose();
    equal(await client.reconnect({ token: issuer.token({ ...READ, aud: 'others' }) }), 'AUDIENCE_REFUSED');
    equal(await client.reconnect({}), 'TOKEN_MISSING');
    await act(url, 'clock/180');
    equal(await client.reconnect(auth), 'TOKEN_EXPIRED');
    await client.close();
  },
};

/** Two clients of one app: its clock is set forward, beyond the end of one token. */
const ends = ({ open, with: place, expired }) => ({
  label: 'a connection ends when its token does, and what the server sends with it',
  async run(url, issuer) {
    const tokens = [seconds() + 600, seconds() + 36_000].map((exp) => issuer.token({ ...READ, exp }));
    const [short, long] = tokens.map((token) => open(url, place(token)));
    for (const client of [short, long]) {
      await client.send('orders.watch');
      await client.heard.event('watching');
    }
    await act(url, 'tick/1');
    for (const client of [short, long]) await client.heard.event('tick');
    await act(url, 'clock/900');
    equal(await short.heard.ended(), expired);
    await act(url, 'tick/2');
    await long.heard.first(({ data }) => data === 2);
    deepEqual(
      short.heard.all.filter(({ event }) => event === 'tick').map(({ data }) => data),
      [1],
    );
    await long.close();
  },
});

const inQuery = ({ open }) => ({
  label: 'a token in the URL is read where the options say so',
  async run(url, issuer) {
    const token = issuer.token(READ);
    const place = open === openWs ? { path: `/?token=${token}` } : { query: { token } };
    deepEqual(await ask(open, url, place), LISTED);
    equal(await ask(open, url, {}), '401 TOKEN_MISSING');
  },
});

const firstMessage = {
  label: 'a token in the first message is read where the options say so',
  async run(url, issuer) {
    const first = [['authenticate', { token: issuer.token(READ) }]];
    deepEqual(await ask(openWs, url, { first }), LISTED);
    equal(await ask(openWs, url, {}), '401 TOKEN_MISSING');
    equal(await ask(openWs, url, { first: [['authenticate', { token: 'none' }]] }), '401 TOKEN_MALFORMED');
  },
};

const answeredByHttp = {
  label: 'a handshake is refused with its status where the options say so',
  async run(url, issuer) {
    equal(await openWs(url).heard.ended(), 'HTTP 401 Bearer');
    equal(await openWs(url, { path: '/prices' }).heard.ended(), 'HTTP 401 Bearer');
    deepEqual(await ask(openWs, url, { protocols: ['bearer', issuer.token(READ)] }), LISTED);
  },
};

const calls = [
  { path: '/list', status: 401 },
  { path: '/list', claims: {}, status: 200 },
];

/** Errors that Nest logs, and lines of a stack. */
const unprinted = [/ERROR/, /\n\s+at /];

/** ws and socket.io on both adapters of HTTP; where Nest makes the adapter; the places that an option opens. */
async function startsOf() {
  const start = async (name, environment, attempts) => {
    const OWN_PORT = String(await freePort());
    const made = typeof attempts === 'function' ? attempts(ADAPTERS[name], OWN_PORT) : attempts;
    return { environment: { ADAPTER: name, OWN_PORT, ...environment }, calls, attempts: made, unprinted };
  };
  const all = (adapter, port) => [
    ...[places, refusals, messages, namespaces].map((make) => make(adapter)),
    ownPort(adapter, port),
    ...(adapter.open === openSocketIo ? [acknowledged, recovery] : []),
    ends(adapter),
  ];
  const options = (given) => ({ OPTIONS: JSON.stringify(given) });
  return Promise.all([
    start('ws', { HTTP: 'express' }, all),
    start('ws', { HTTP: 'fastify' }, all),
    start('socket.io', { HTTP: 'express' }, all),
    start('socket.io', { HTTP: 'fastify' }, all),
    start('socket.io', { ADAPTER: 'none' }, (adapter) => [places(adapter), refusals(adapter)]),
    start('ws', options({ token: { query: 'token' } }), (adapter) => [inQuery(adapter)]),
    start('socket.io', options({ token: { query: 'token' } }), (adapter) => [inQuery(adapter)]),
    start('ws', options({ token: { firstMessage: { event: 'authenticate' } } }), [firstMessage]),
    start('ws', options({ refuseWith: 'http' }), [answeredByHttp]),
  ]);
}

/** The types of the library and of the packages fit together, as the app uses them. */
export async function prepare(folder) {
  const problems = checkTypes(folder);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const undecided = {
    environment: { UNDECIDED: 'yes', OWN_PORT: String(await freePort()) },
    stopped: [/^(?![^]*Listening on)/, /OrdersGateway/, /websockets\(\)/],
  };
  return { starts: [...(await startsOf()), undecided] };
}
