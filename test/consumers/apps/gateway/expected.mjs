export const starts = [
  {
    stopped: [
      /ChatGateway\.join: is a gateway message/,
      /ChatGateway\.handleConnection: is a connection handler of a gateway/,
      /@GuardedElsewhere\('/,
    ],
  },
  {
    environment: { ACKNOWLEDGED: 'yes' },
    calls: [
      { path: '/list', status: 401 },
      { path: '/list', claims: {}, status: 200 },
    ],
  },
];
