export const starts = [
  {
    stopped: [
      /ChatGateway\.join: is a gateway message/,
      /ChatGateway\.handleConnection: is what a gateway does with every new connection/,
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
