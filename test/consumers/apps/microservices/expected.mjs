import { basename } from 'node:path';
import { freePort, startBrokers } from '../../brokers.mjs';
import { checkTypes } from '../../install.mjs';

const READ = { scope: 'orders/read' };
const WRITE = { scope: 'orders/write' };
const expired = () => ({ ...READ, exp: 1 });

/** Requests, by the path that sends one: the answers are those of every transport. */
function requests(path) {
  return [
    { path, status: 401, code: 'TOKEN_MISSING' },
    { path, claims: {}, status: 403, code: 'SCOPE_MISSING' },
    { path, claims: expired, status: 401, code: 'TOKEN_EXPIRED' },
    { path, claims: { ...READ, aud: 'others' }, status: 401, code: 'AUDIENCE_REFUSED' },
    { path, claims: READ, header: { alg: 'none' }, status: 401, code: 'ALGORITHM_REFUSED' },
    { path, claims: READ, status: 200, body: /alice|uploaded/ },
  ];
}

/** Requests, and two refused events before a good one. A token of the payload does not come back in the echo. */
function messages() {
  return [
    ...requests('/send/orders.list'),
    { path: '/send/orders.list', claims: READ, status: 200, body: /^\{"sub":"alice","data":\{"page":1\}\}$/ },
    { path: '/emit/orders.placed?id=1', status: 200, code: 'TOKEN_MISSING' },
    { path: '/emit/orders.placed?id=2', claims: READ, status: 200, code: 'SCOPE_MISSING' },
    { path: '/emit/orders.placed?id=3', claims: WRITE, status: 200, body: /"outcome":"granted"/ },
    { path: '/seen?count=1', status: 200, body: /"seen":\[3\]/ },
  ];
}

const twice = { path: '/send/orders.list?twice', claims: READ, status: 400, code: 'TOKEN_AMBIGUOUS' };

/** The first look at the queues makes the one for what is rejected. */
const noneRefused = { path: '/queues', status: 200, body: /\{"orders":0,"refused":0\}/ };

/** Nothing that was refused comes back when the consumer does; all of it is where RabbitMQ puts what is rejected. */
function restarted() {
  return [
    { path: '/queues', status: 200, body: /\{"orders":0,"refused":8\}/ },
    { path: '/restart', status: 200 },
    { path: '/emit/orders.placed?id=4', claims: WRITE, status: 200, body: /"outcome":"granted"/ },
    { path: '/seen?count=2', status: 200, body: /"seen":\[3,4\],"decided":12/ },
    { path: '/queues', status: 200, body: /\{"orders":0,"refused":8\}/ },
  ];
}

/** gRPC: a refused stream call comes before others, which the process must survive. */
function grpcCalls() {
  return ['Upload', 'List', 'Watch', 'Upload'].flatMap((method) => requests(`/send/${method}`));
}

/** Without `inheritAppConfig` Nest asks no global guard, so the start is stopped. */
const notInherited = {
  environment: { TRANSPORT: 'tcp', KIND: 'not inherited' },
  stopped: [/^(?![^]*Listening on)/, /inheritAppConfig/],
};

/** Each transport whose broker is there, in an application that has messages alone, and in a hybrid one. */
export async function prepare(folder) {
  const name = basename(folder);
  const problems = checkTypes(folder);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const { ports, close } = await startBrokers(name);
  const hasMetadata = name.endsWith('-12');
  const own = async (transport, calls, kind = 'pure') => {
    const port = ports[transport] ?? (await freePort());
    return { environment: { TRANSPORT: transport, KIND: kind, MESSAGE_PORT: String(port) }, calls };
  };
  const withBroker = (transport, calls) => (transport in ports ? [own(transport, calls)] : []);
  const packets = hasMetadata ? [twice] : [];
  const starts = await Promise.all([
    own('tcp', [...messages(), ...packets]),
    own('tcp', [...messages(), ...requests('/http/orders')], 'hybrid'),
    notInherited,
    own('grpc', grpcCalls()),
    own('grpc', [...grpcCalls(), ...requests('/http/orders')], 'hybrid'),
    own('kafka', [...messages(), twice]),
    ...withBroker('redis', [...messages(), ...packets]),
    ...withBroker('nats', [...messages(), twice]),
    ...withBroker('mqtt', [...messages(), twice]),
    ...withBroker('rmq', [noneRefused, ...messages(), twice, ...restarted()]),
  ]);
  return { starts, close };
}
