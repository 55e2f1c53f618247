export const starts = [
  {
    stopped: [
      /UsersResolver\.me: is a GraphQL query/,
      /UsersResolver\.resolveReference: is a GraphQL reference resolver/,
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
