const scope = 'admin';

export const starts = [
  {
    environment: { ORDER: 'below' },
    calls: [
      { path: '/orders', status: 401 },
      { path: '/orders', claims: {}, status: 403 },
      { path: '/orders', claims: { scope }, status: 200, body: /list/ },
      { path: '/orders', method: 'DELETE', claims: {}, status: 403 },
      { path: '/orders', method: 'DELETE', claims: { scope }, status: 200, body: /remove/ },
      { path: '/one', claims: {}, status: 403 },
      { path: '/one', claims: { scope }, status: 200 },
      { path: '/open', status: 200 },
    ],
  },
  {
    environment: { ORDER: 'above' },
    stopped: [/AboveController\.orders/, /@TsRestHandler\(\) makes the routes, put it below/],
  },
];
