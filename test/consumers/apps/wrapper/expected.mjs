export const starts = [
  {
    calls: [
      { path: '/open', status: 200, body: /^3 wrappers$/ },
      { path: '/list', status: 401 },
      { path: '/list', claims: {}, status: 200 },
      { path: '/admin', claims: {}, status: 403 },
      { path: '/admin', claims: { scope: 'admin' }, status: 200 },
    ],
  },
];
