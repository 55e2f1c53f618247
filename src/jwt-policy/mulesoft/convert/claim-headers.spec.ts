import { describe, expect, it } from '@jest/globals';
import { findingsOf, policyOf, troubles } from '../../../../test/mulesoft/import-bench.js';

describe('claimsToHeaders', () => {
  it('are the claims that handlers find as headers', async () => {
    const claimsToHeaders = [
      { claimName: 'sub', headerName: 'X-User' },
      { claimName: 'https://example.com/tenant', headerName: 'x-tenant' },
    ];
    const policy = await policyOf({ claimsToHeaders });
    expect(policy.claimsToHeaders).toEqual([
      { claim: 'sub', header: 'X-User' },
      { claim: 'https://example.com/tenant', header: 'x-tenant' },
    ]);
    expect((await findingsOf({ claimsToHeaders })).map(({ code }) => code)).toContain('CLAIM_HEADERS');
  });

  it('may be 100', async () => {
    const claimsToHeaders = Array.from({ length: 100 }, (_, index) => ({
      claimName: 'a',
      headerName: `x-${index}`,
    }));
    expect((await policyOf({ claimsToHeaders })).claimsToHeaders).toHaveLength(100);
  });

  it('may be empty', async () => {
    expect(await policyOf({ claimsToHeaders: [] })).not.toHaveProperty('claimsToHeaders');
  });

  it.each([
    'sub',
    ['sub'],
    [{ claimName: 'sub' }],
    [{ claimName: '', headerName: 'x-user' }],
    [{ claimName: 'sub', headerName: 'x user' }],
    [{ claimName: 'sub', headerName: 'Authorization' }],
    [{ claimName: 'sub', headerName: 'host' }],
    [
      { claimName: 'sub', headerName: 'x-user' },
      { claimName: 'iss', headerName: 'X-User' },
    ],
    [
      { claimName: 'sub', headerName: 'x_user' },
      { claimName: 'iss', headerName: 'x-user' },
    ],
    [{ claimName: 'sub', headerName: '__proto__' }],
    [{ claimName: 'sub', headerName: 'x'.repeat(257) }],
    [{ claimName: ['sub'], headerName: 'x-user' }],
    Array.from({ length: 101 }, (_, index) => ({ claimName: 'a', headerName: `x-${index}` })),
  ])('%j is an error', async (claimsToHeaders) => {
    const [trouble, ...more] = troubles(await findingsOf({ claimsToHeaders }));
    expect(trouble).toMatch(/^VALUE_INVALID configurationData\.claimsToHeaders/);
    expect(more).toEqual([]);
  });
});
