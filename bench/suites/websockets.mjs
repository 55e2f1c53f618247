import { makeCorpora } from '../corpus/corpora.mjs';
import { Child, withChildren } from '../harness/child.mjs';
import { inNewProcesses, interleave } from '../harness/rounds.mjs';
import { median, pairedRatio } from '../harness/statistics.mjs';
import { number } from '../harness/table.mjs';

const CORPUS = 'rs256';
const SERVER_CORE = 0;
const LOAD_CORE = 1;
const CLIENTS = 32;
const BATCH = 10;
const SERVERS = [
  { label: 'no guard', isGuarded: false },
  { label: 'no guard, again', isGuarded: false },
  { label: 'ours', isGuarded: true },
];

/** Starts the servers of an adapter and the clients, and works with them. */
function withServers(adapter, servers, pinned, work) {
  const settings = (core) => ({ core: pinned ? core : undefined, nodeOptions: ['--expose-gc'] });
  const clients = () => Child.start('load/gateway-clients.mjs', { corpus: CORPUS }, settings(LOAD_CORE));
  const starts = servers.map(
    ({ isGuarded }) =>
      () =>
        Child.start('servers/gateways.mjs', { adapter, isGuarded, corpus: CORPUS }, settings(SERVER_CORE)),
  );
  return withChildren([clients, ...starts], ([load, ...children]) =>
    work(
      load,
      children.map((child, place) => ({ label: servers[place].label, child, port: child.ready.port })),
    ),
  );
}

/** Messages and connections of each round. */
async function measureSpeed(adapter, { rounds, ms, connections, warm, pinned }) {
  return withServers(adapter, SERVERS, pinned, async (load, servers) => {
    const counted = async ({ child, port }, method, input) => {
      await child.call('usage');
      const { answered, perSecond } = await load.call(method, { adapter, port, ...input });
      const { microseconds } = await child.call('usage');
      return { perSecond, cpu: microseconds / answered };
    };
    const round = async (server, limits) => ({
      messages: await counted(server, 'messages', { clients: CLIENTS, batch: BATCH, ms: limits.ms }),
      connections: await counted(server, 'connections', { count: limits.connections }),
    });
    for (const server of servers) await round(server, warm);
    const results = await interleave(servers, rounds, (server) => round(server, { ms, connections }));
    return servers.map((server) => {
      const column = (what, name) => results.get(server).map((one) => one[what][name]);
      return {
        label: server.label,
        messages: column('messages', 'perSecond'),
        messageCpu: column('messages', 'cpu'),
        connections: column('connections', 'perSecond'),
        connectionCpu: column('connections', 'cpu'),
      };
    });
  });
}

/** What the heap holds for each connection that is open and silent. */
async function measureMemory(adapter, count, pinned) {
  const servers = SERVERS.filter(({ label }) => !label.endsWith('again'));
  return withServers(adapter, servers, pinned, async (load, started) => {
    const held = [];
    for (const { label, child, port } of started) {
      // What the first ones compile and load is no connection.
      await load.call('connections', { adapter, port, count: 100 });
      const { bytes: before } = await child.call('held');
      await load.call('hold', { adapter, port, count }, 300_000);
      const { bytes: after } = await child.call('held');
      await load.call('drop');
      held.push({ label, bytes: (after - before) / count });
    }
    return held;
  });
}

function speedTable(adapter, measured) {
  const [base] = measured;
  const ratio = (row, name) => pairedRatio(row[name], base[name]).toFixed(2);
  return {
    title: `${adapter}: messages on granted connections, and connections with one message`,
    columns: ['guard', 'messages/s', '×', 'µs a message', '×', 'connections/s', '×', 'µs a connection', '×'],
    rows: measured.map((row) => [
      row.label,
      ...['messages', 'messageCpu', 'connections', 'connectionCpu'].flatMap((name) => [
        number(median(row[name])),
        ratio(row, name),
      ]),
    ]),
    notes: [
      `${CLIENTS} clients that send ${BATCH} messages at a time. Microseconds are processor time of the server.`,
      'Each connection has a token of its own, which the server has not seen unless there were more than 10,000.',
    ],
  };
}

function memoryTable(adapter, held, count) {
  const [base] = held;
  return {
    title: `${adapter}: heap and external bytes of each of ${count.toLocaleString('en-US')} idle connections`,
    columns: ['guard', 'KiB a connection', '×'],
    rows: held.map(({ label, bytes }) => [label, number(bytes / 1024), (bytes / base.bytes).toFixed(2)]),
    notes: ['With what the cache of verified tokens keeps of the token of each.'],
  };
}

export const title = 'Gateways: messages, connections, and connections that are silent';

export async function run({ quick, pinned }) {
  await makeCorpora(CORPUS);
  const settings = quick
    ? { processes: 1, rounds: 3, ms: 150, connections: 60, idle: 300, warm: { ms: 200, connections: 60 } }
    : {
        processes: 2,
        rounds: 5,
        ms: 600,
        connections: 300,
        idle: 10_000,
        // Until the functions of a connection are compiled, which takes some thousands of them.
        warm: { ms: 2000, connections: 3000 },
      };
  const measured = {};
  const tables = [];
  for (const adapter of ['ws', 'socket.io']) {
    const speed = await inNewProcesses(settings.processes, () =>
      measureSpeed(adapter, { ...settings, pinned }),
    );
    const memory = await measureMemory(adapter, settings.idle, pinned);
    measured[adapter] = { speed, memory };
    tables.push(speedTable(adapter, speed), memoryTable(adapter, memory, settings.idle));
  }
  return { measured, tables, goals: [] };
}
