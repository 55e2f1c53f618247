import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProcessGroup } from './process-group.mjs';

/** A port of this machine on which nothing listens. */
export async function freePort() {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** The folder of a broker, which goes when the broker ends. */
function folderOf(name) {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

async function start(name, parameters, ready) {
  const { folder, remove } = folderOf(name);
  const port = await freePort();
  const broker = new ProcessGroup(name, parameters(port, folder), folder);
  const close = async () => {
    await broker.end();
    remove();
  };
  try {
    await broker.printed(ready);
  } catch (error) {
    await close();
    throw error;
  }
  return { port, close };
}

const startRedis = () =>
  start(
    'redis-server',
    (port) => ['--port', String(port), '--bind', '127.0.0.1', '--save', ''],
    /Ready to accept connections/,
  );

const startNats = () =>
  start('nats-server', (port) => ['--addr', '127.0.0.1', '--port', String(port)], /Server is ready/);

const startMosquitto = () =>
  start(
    'mosquitto',
    (port, folder) => {
      const settings = join(folder, 'mosquitto.conf');
      writeFileSync(settings, `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
      return ['-c', settings];
    },
    / running\n/,
  );

/** The program itself: the command of Debian is a wrapper that lets only two users run it. */
const RABBITMQ =
  ['/usr/lib/rabbitmq/bin/rabbitmq-server'].find((path) => existsSync(path)) ?? 'rabbitmq-server';

/** A RabbitMQ with a name, a folder and a port mapper of its own, so that it meets no other on the machine. */
async function startRabbitMq() {
  const { folder, remove } = folderOf('rabbitmq');
  const [port, distributionPort, mapperPort] = [await freePort(), await freePort(), await freePort()];
  writeFileSync(join(folder, 'plugins'), '[].\n');
  const environment = {
    HOME: folder,
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: String(mapperPort),
    RABBITMQ_NODENAME: `consumers-${process.pid}-${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distributionPort),
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_LOGS: '-',
    RABBITMQ_CONFIG_FILE: join(folder, 'none'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
  };
  // Started here, because the one that RabbitMQ would start stays when it ends.
  const mapper = new ProcessGroup('epmd', [], folder, environment);
  const broker = new ProcessGroup(RABBITMQ, [], folder, environment);
  const close = async () => {
    await broker.end();
    await mapper.end();
    remove();
  };
  try {
    await broker.printed(/Server startup complete/);
  } catch (error) {
    await close();
    throw error;
  }
  return { port, close };
}

/** The brokers by their transport: the command that must be there, and how one is started. */
const BROKERS = [
  { transport: 'redis', command: 'redis-server', startOne: startRedis },
  { transport: 'nats', command: 'nats-server', startOne: startNats },
  { transport: 'mqtt', command: 'mosquitto', startOne: startMosquitto },
  { transport: 'rmq', command: 'rabbitmq-server', startOne: startRabbitMq },
];

function isInstalled(command) {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
}

/** What a signal that ends this process would leave running. */
function endWithProcess(close) {
  const signals = ['SIGINT', 'SIGTERM'];
  const end = (signal) =>
    close().finally(() => {
      for (const one of signals) process.off(one, end);
      process.kill(process.pid, signal);
    });
  for (const signal of signals) process.on(signal, end);
  return () => {
    for (const signal of signals) process.off(signal, end);
  };
}

/** Starts a broker for each transport whose broker this machine has; gives their ports. The others are skipped aloud. */
export async function startBrokers(name) {
  const running = [];
  const endAll = async () => {
    for (const { close } of running.toReversed()) await close();
  };
  const forget = endWithProcess(endAll);
  const close = async () => {
    await endAll();
    forget();
  };
  const ports = {};
  try {
    for (const { transport, command, startOne } of BROKERS) {
      if (!isInstalled(command)) {
        process.stdout.write(`SKIPPED ${name}: ${transport}, because there is no ${command} here\n`);
        continue;
      }
      const broker = await startOne();
      running.push(broker);
      ports[transport] = broker.port;
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { ports, close };
}
