import { describe, expect, it, jest } from '@jest/globals';

import { closeAfterEach } from '../support/closing.js';
import { call, READ, tokenOf } from '../support/sample-calls.js';
import { freePort, startIssuerProcess, startSampleService } from '../support/sample-service.js';
import { generateKey, signToken } from '../support/test-issuer.js';

// Each test waits for processes to start or end, which a busy machine may take its time over.
jest.setTimeout(60_000);

const closeLater = closeAfterEach();

describe('when the issuer is a process of its own', () => {
  it('a service that has its keys serves on after it died', async () => {
    const issuer = await startIssuerProcess();
    const service = closeLater(
      await startSampleService({ JWT_ISSUER: issuer.issuer, JWT_AUDIENCE: 'unchecked' }),
    );
    const token = await tokenOf(issuer.issuer, [READ]);
    expect((await call('GET', `${service.url}/orders`, { token })).status).toBe(200);
    await issuer.close();
    expect((await call('GET', `${service.url}/orders`, { token })).status).toBe(200);
    const unknown = await call('GET', `${service.url}/orders`, { token: `${token}x` });
    expect(unknown.status).toBe(401);
  });

  it('a service that starts without it only warns, answers 503, and serves once it is there', async () => {
    const port = String(await freePort());
    const JWT_ISSUER = `http://127.0.0.1:${port}/us-east-1_local`;
    const service = closeLater(await startSampleService({ JWT_ISSUER, JWT_AUDIENCE: 'unchecked' }));
    const lookalike = tokenOfNobody(`${JWT_ISSUER}/`);
    expect((await call('GET', `${service.url}/orders`, { token: lookalike })).status).toBe(401);

    const health = await call('GET', `${service.url}/health`);
    expect({ status: health.status, body: await health.json() }).toMatchObject({
      status: 200,
      body: { keySets: [{ issuer: JWT_ISSUER, status: 'unavailable' }] },
    });

    const forged = tokenOfNobody(JWT_ISSUER);
    const refused = await call('GET', `${service.url}/orders`, { token: forged });
    expect({ status: refused.status, body: await refused.json() }).toMatchObject({
      status: 503,
      body: { code: 'KEYS_UNAVAILABLE' },
    });

    const issuer = closeLater(await startIssuerProcess({ LOCAL_ISSUER_PORT: port }));
    const token = await tokenOf(issuer.issuer, [READ]);
    expect(await statusOnceDecided(`${service.url}/orders`, token)).toBe(200);
    expect((await call('GET', `${service.url}/orders`, { token: forged })).status).toBe(401);
    service.process.kill('SIGTERM');
    expect(await service.process.ended).toMatchObject({
      code: 0,
      output: expect.stringMatching(/WARN .*key set/i),
    });
  });
});

/** A token that says it is of this issuer, signed by a key that no issuer has. */
function tokenOfNobody(iss: string): string {
  const { privateKey } = generateKey('nobody');
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const claims = { iss, sub: 'demo-client', client_id: 'demo-client', token_use: 'access', scope: READ, exp };
  return signToken({ alg: 'RS256', kid: 'nobody' }, claims, 'RS256', privateKey);
}

/** Calls again and again, as callers do while keys are missing; the first answer that is not 503. */
async function statusOnceDecided(url: string, token: string): Promise<number> {
  const response = await call('GET', url, { token });
  await response.arrayBuffer();
  if (response.status !== 503) return response.status;
  expect(response.headers.get('retry-after')).toMatch(/^([1-9]|1[0-5])$/);
  return statusOnceDecided(url, token);
}
