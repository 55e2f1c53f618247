// Before the first message can be answered.
const stopped = [
  /^(?![^]*Messages are answered)/,
  /OrdersController\.create: is a message handler/,
  /@GuardedElsewhere\('/,
];
const calls = [
  { path: '/list', status: 401 },
  { path: '/list', claims: {}, status: 200 },
];

export const starts = [
  { stopped },
  { environment: { DEFERRED: 'yes' }, stopped },
  { environment: { ACKNOWLEDGED: 'yes' }, calls },
  { environment: { ACKNOWLEDGED: 'yes', DEFERRED: 'yes' }, calls },
];
