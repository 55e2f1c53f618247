import { describe, expect, it } from '@jest/globals';

import { variablesOf } from './parse-settings.js';
import { ServiceSettings } from './service.settings.js';
import { unknownVariables } from './unknown-variables.js';
import { validateServiceSettings } from './validate-settings.js';

const known = variablesOf(ServiceSettings);

describe('variables that look like settings and are none', () => {
  it.each([
    ['JWT_AUDIENCES', 'JWT_AUDIENCE'],
    ['JWKS_URL', 'JWKS_URI'],
    ['JWT_ISS', 'JWT_ISSUER'],
    ['LOCAL_ISSUER_PROT', 'LOCAL_ISSUER_PORT'],
    ['JWKS_TIMEOUT', 'JWKS_TIMEOUT_MS'],
    ['TRANSPORT', 'TRANSPORTS'],
    ['JWT_CLOCK_TOLERANCE', 'JWT_CLOCK_TOLERANCE_SECONDS'],
  ])('%s is told from %s', (typed, meant) => {
    expect(unknownVariables({ [typed]: 'x' }, known)).toEqual([
      `"${typed}" is not a setting of this service and is ignored. Did you mean ${meant}?`,
    ]);
  });

  it('are warned of, while the service starts', () => {
    expect(validateServiceSettings({ JWKS_URL: 'https://i.example' }).warnings).toHaveLength(1);
  });

  it('are named beside the problem they may have caused', () => {
    expect(() => validateServiceSettings({ JWT_ISSUER: 'https://i.example', JWT_AUDIENCES: 'a' })).toThrow(
      /JWT_AUDIENCE is not set[^]*Did you mean JWT_AUDIENCE\?/,
    );
  });

  it('are not those of other programs', () => {
    expect(unknownVariables({ PATH: '', PORTS: '', AWS_JWT_ISSUER: '', npm_config_jwt: '' }, known)).toEqual(
      [],
    );
  });

  it('are printed escaped and cut short, however long their name', () => {
    const [warning = ''] = unknownVariables({ [`JWT_\n${'A'.repeat(1_000_000)}`]: 'x' }, known);
    expect(warning).not.toContain('\n');
    expect(warning.length).toBeLessThan(200);
  });
});
