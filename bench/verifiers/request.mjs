const NO_PARAMETERS = Object.freeze({});
const ROUTE = Object.freeze({ url: '/orders' });

/** What a guard reads of a request, in the shape Fastify gives it. */
export function requestWith(bearer) {
  return {
    method: 'GET',
    url: '/orders',
    raw: {
      rawHeaders: [
        'Host',
        '127.0.0.1:3000',
        'Connection',
        'keep-alive',
        'User-Agent',
        'bench',
        'Accept',
        '*/*',
        'Authorization',
        bearer,
      ],
    },
    headers: {
      host: '127.0.0.1:3000',
      connection: 'keep-alive',
      'user-agent': 'bench',
      accept: '*/*',
      authorization: bearer,
    },
    query: NO_PARAMETERS,
    params: NO_PARAMETERS,
    ip: '127.0.0.1',
    routeOptions: ROUTE,
    jwtPolicy: undefined,
  };
}
