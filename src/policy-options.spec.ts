import { describe, expect, it } from '@jest/globals';

import { ServiceSettings } from './config/index.js';
import { policyOptions } from './policy-options.js';

const local = 'http://127.0.0.1:3001/us-east-1_local';

function optionsFor(changes: Partial<ServiceSettings>, localIssuer?: string) {
  return policyOptions(Object.assign(new ServiceSettings(), changes), localIssuer);
}

describe('what the policy is told', () => {
  it('is the local issuer, discovered and without an audience, when the settings name none', () => {
    expect(optionsFor({}, local)).toEqual({
      issuers: [
        {
          issuer: local,
          audience: null,
          algorithms: ['RS256'],
          clockToleranceSeconds: 60,
          jwks: { timeToLiveSeconds: 3600, timeoutMs: 5000 },
        },
      ],
    });
  });

  it('is every setting of the issuer the settings name', () => {
    const changes: Partial<ServiceSettings> = {
      JWT_ISSUER: 'https://issuer.example',
      JWT_AUDIENCE: ['orders', 'stock'],
      JWKS_URI: 'https://issuer.example/keys',
      JWT_ALGORITHMS: ['ES256'],
      JWT_CLOCK_TOLERANCE_SECONDS: 0,
      JWKS_CACHE_TTL_MINUTES: 2,
      JWKS_TIMEOUT_MS: 100,
    };
    expect(optionsFor(changes)).toEqual({
      issuers: [
        {
          issuer: 'https://issuer.example',
          audience: ['orders', 'stock'],
          jwksUri: 'https://issuer.example/keys',
          algorithms: ['ES256'],
          clockToleranceSeconds: 0,
          jwks: { timeToLiveSeconds: 120, timeoutMs: 100 },
        },
      ],
    });
  });

  it('is to remember no tokens when the settings switch that off', () => {
    expect(optionsFor({}, local)).not.toHaveProperty('tokenCache');
    expect(optionsFor({ TOKEN_CACHE: 'off' }, local)).toHaveProperty('tokenCache', false);
  });

  it('is the clients that may call, in the one policy', () => {
    const clients = { 'demo-client': { status: 'approved' } } as const;
    expect(policyOptions(new ServiceSettings(), local, clients)).toMatchObject({
      policies: [{ name: 'default', issuers: [{ issuer: local }], clients: { registry: clients } }],
    });
  });

  it('leaves the audience unchecked only when the settings say so', () => {
    const options = optionsFor({ JWT_ISSUER: 'https://issuer.example', JWT_AUDIENCE: ['unchecked'] });
    expect(options).toMatchObject({ issuers: [{ audience: null }] });
  });

  it('is never a service without an issuer', () => {
    expect(() => optionsFor({})).toThrow('no issuer');
  });

  it('never leaves the audience of a named issuer unchecked because it is missing', () => {
    expect(() => optionsFor({ JWT_ISSUER: 'https://issuer.example' })).toThrow('no audience');
  });
});
