import { describe, expect, it } from '@jest/globals';

import { tryNext, tryNextWithPolicies } from './try-next.js';

describe('the lines to paste', () => {
  it('are those of the documentation when the ports are the usual ones', () => {
    expect(tryNext('http://127.0.0.1:3000', 'http://127.0.0.1:3001/us-east-1_local')).toBe(`
Try next, in a second terminal:

    TOKEN=$(npm run -s token -- --scope mule-api/api_read)
    curl -i -H "Authorization: Bearer $TOKEN" http://127.0.0.1:3000/orders            # 200
    curl -i -X POST -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"item":"book","quantity":1}' http://127.0.0.1:3000/orders   # 403 insufficient_scope
`);
  });

  it('name the issuer when it is elsewhere, because a second terminal does not know its port', () => {
    const lines = tryNext('http://127.0.0.1:8080', 'http://127.0.0.1:4001/us-east-1_local');
    expect(lines).toContain('--scope mule-api/api_read --issuer http://127.0.0.1:4001/us-east-1_local)');
    expect(lines).not.toContain(':3000');
  });

  it('promise no status where a file of policies decides', () => {
    const lines = tryNextWithPolicies('http://127.0.0.1:3000', 'http://127.0.0.1:3001/us-east-1_local');
    expect(lines).toContain('curl -i -H "Authorization: Bearer $TOKEN" http://127.0.0.1:3000/orders\n');
    expect(lines).not.toMatch(/# \d/);
  });
});
