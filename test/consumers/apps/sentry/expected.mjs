function calls(prefix) {
  return [
    { path: `${prefix}/list`, status: 401 },
    { path: `${prefix}/list`, claims: {}, status: 200 },
    { path: `${prefix}/admin`, claims: {}, status: 403 },
    { path: `${prefix}/admin`, claims: { scope: 'admin' }, status: 200 },
    // The spans say that the handlers were wrapped.
    { path: `${prefix}/open`, status: 200, body: /list (bound )?admin$/ },
  ];
}

export const starts = [{ calls: ['/plain', '/bound', '/scoped'].flatMap(calls) }];
