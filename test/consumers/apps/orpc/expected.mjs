const scope = 'admin';

function guarded(path, method) {
  return [
    { path, method, status: 401 },
    { path, method, claims: {}, status: 403 },
    { path, method, claims: { scope }, status: 200 },
  ];
}

export const starts = [
  {
    calls: [
      ...guarded('/above', 'GET'),
      ...guarded('/above', 'DELETE'),
      ...guarded('/below', 'GET'),
      ...guarded('/below', 'DELETE'),
      ...guarded('/one', 'GET'),
      { path: '/open', status: 200 },
      { path: '/open', method: 'DELETE', status: 200 },
    ],
  },
];
