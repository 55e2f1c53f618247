import { join } from 'node:path';
import { describe, test } from '@jest/globals';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { muleSoftPolicies } from '../../src/jwt-policy/mulesoft/index.js';
import {
  createPolicyApp,
  createTestIssuer,
  everyBadToken,
  policyMatrix,
  type MatrixRow,
} from '../../src/jwt-policy/testing/index.js';
import { closeAfterEach } from '../support/closing.js';

const opened = closeAfterEach();

const ISS = 'http://127.0.0.1:3001/us-east-1_local';
const READ = { scope: 'mule-api/api_read' };
const WRITE = { scope: 'mule-api/api_write' };
const BOTH = { scope: 'mule-api/api_read mule-api/api_write' };

const ROWS: readonly MatrixRow[] = [
  ['GET /orders', READ, 'granted'],
  ['GET /orders/7', READ, 'granted'],
  ['GET /orders', BOTH, 'granted'],
  ['GET /orders', WRITE, 'CLAIM_REFUSED'],
  ['GET /orders', {}, 'CLAIM_MISSING'],
  ['GET /orders', { ...READ, iss: 'http://127.0.0.1:3001/us-east-1_other' }, 'CLAIM_REFUSED'],
  ['GET /orders', null, 'TOKEN_MISSING'],
  ['GET /orders', { bad: 'expired' }, 'TOKEN_EXPIRED'],
  ['POST /orders', WRITE, 'granted'],
  ['POST /orders', READ, 'CLAIM_REFUSED'],
  ['DELETE /orders/7', WRITE, 'granted'],
  ['DELETE /orders/7', READ, 'CLAIM_REFUSED'],
  ['PUT /orders/7', BOTH, 'NO_POLICY_APPLIES'],
  ['GET /invoices', BOTH, 'NO_POLICY_APPLIES'],
];

describe.each(['cognito-read-write.json', 'cognito-read-write.yaml'])('the example %s', (name) => {
  test.each([
    ['Express', () => ({})],
    ['Fastify', () => ({ adapter: new FastifyAdapter() })],
  ])('lets readers read and writers write, over %s', async (_adapter, parts) => {
    const issuer = createTestIssuer({ claims: { iss: ISS } });
    const policies = muleSoftPolicies(join('examples', name));
    const app = opened(await createPolicyApp(policies, { issuers: [issuer], ...parts() }));
    await policyMatrix(app, issuer, ROWS);
    await everyBadToken(app, 'GET /orders', { claims: READ });
  });
});
