import { describe, expect, it } from '@jest/globals';

import { tryNext, tryNextElsewhere, tryNextWithPolicies } from './try-next.js';

const HTTP = { http: 'http://127.0.0.1:3000' };
const MESSAGES = { tcp: '127.0.0.1:3002', grpc: '127.0.0.1:3003' };
const ISSUER = 'http://127.0.0.1:3001/us-east-1_local';

describe('the lines to paste', () => {
  it('are those of the documentation when the ports are the usual ones', () => {
    expect(tryNext(HTTP, ISSUER)).toBe(`
Try next, in a second terminal:

    TOKEN=$(npm run -s token -- --scope mule-api/api_read)
    curl -i -H "Authorization: Bearer $TOKEN" http://127.0.0.1:3000/orders            # 200
    curl -i -X POST -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"item":"book","quantity":1}' http://127.0.0.1:3000/orders   # 403 insufficient_scope
`);
  });

  it('watch over WebSockets where these are served', () => {
    const line =
      'TOKEN=$TOKEN node examples/watch-orders.mjs http://127.0.0.1:3000            # each new order, as it is placed';
    const served = { ...HTTP, ws: HTTP.http };
    for (const lines of [tryNext(served, ISSUER), tryNextElsewhere(served)])
      expect(lines).toContain(`    ${line}\n`);
    expect(tryNext(HTTP, ISSUER)).not.toContain('watch');
  });

  it('call over TCP and gRPC where these are served, and not over HTTP where that is not', () => {
    expect(tryNext(MESSAGES, ISSUER)).toBe(`
Try next, in a second terminal:

    npm run -s call -- tcp orders.list
    npm run -s call -- grpc orders.create '{"item":"book","quantity":1}'
`);
  });

  it('name the issuer when it is elsewhere, because a second terminal does not know its port', () => {
    const lines = tryNext({ http: 'http://127.0.0.1:8080' }, 'http://127.0.0.1:4001/us-east-1_local');
    expect(lines).toContain('--scope mule-api/api_read --issuer http://127.0.0.1:4001/us-east-1_local)');
    expect(lines).not.toContain(':3000');
  });

  it('name the addresses of messages when they are not the usual ones', () => {
    const lines = tryNext({ tcp: '127.0.0.1:4002', grpc: '[::1]:3003' }, ISSUER);
    expect(lines).toContain('call -- tcp orders.list --to 127.0.0.1:4002\n');
    expect(lines).toContain(`'{"item":"book","quantity":1}' --to [::1]:3003\n`);
  });

  it('promise no status where a file of policies decides', () => {
    const lines = tryNextWithPolicies(HTTP, ISSUER);
    expect(lines).toContain('curl -i -H "Authorization: Bearer $TOKEN" http://127.0.0.1:3000/orders\n');
    expect(lines).not.toMatch(/# \d/);
  });

  it('hand over the token of an issuer that the service does not run', () => {
    expect(tryNextElsewhere({ ...HTTP, ...MESSAGES })).toBe(`
Try next, in a second terminal, with an access token of that issuer in TOKEN:

    curl -i http://127.0.0.1:3000/health
    curl -i -H "Authorization: Bearer $TOKEN" http://127.0.0.1:3000/orders
    echo "$TOKEN" | npm run -s call -- tcp orders.list --token-file -
    echo "$TOKEN" | npm run -s call -- grpc orders.create '{"item":"book","quantity":1}' --token-file -
`);
    expect(tryNextElsewhere(MESSAGES)).not.toContain('curl');
  });
});
