import { FastifyAdapter } from '@nestjs/platform-fastify';
import { expect, test } from '@jest/globals';
import { JwtPolicyConfigurationError } from '../../src/jwt-policy/index.js';
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

const POLICY = {
  policies: [
    {
      template: { assetId: 'jwt-validation' },
      pointcutData: [{ methodRegex: 'GET|POST', uriTemplateRegex: '/orders.*' }],
      configuration: {
        jwtOrigin: 'httpBearerAuthenticationHeader',
        signingMethod: 'rsa',
        signingKeyLength: 256,
        jwtKeyOrigin: 'jwks',
        jwksUrl: 'https://id.example.com/keys',
        skipClientIdValidation: true,
        validateAudClaim: true,
        mandatoryAudClaim: true,
        supportedAudiences: 'orders',
        mandatoryExpClaim: true,
      },
    },
  ],
};

const ROWS: readonly MatrixRow[] = [
  ['GET /orders/1', {}, 'granted'],
  ['GET /orders/1', null, 400],
  ['GET /orders/1', { aud: 'invoices' }, 'AUDIENCE_REFUSED'],
  ['DELETE /orders/1', {}, 'NO_POLICY_APPLIES'],
  ['GET /invoices', {}, 'NO_POLICY_APPLIES'],
];

test.each([
  ['Express', () => ({})],
  ['Fastify', () => ({ adapter: new FastifyAdapter() })],
])(
  'the policies of a MuleSoft file are tried without an application of their own, over %s',
  async (_name, parts) => {
    const issuer = createTestIssuer();
    const app = opened(await createPolicyApp(muleSoftPolicies(POLICY), { issuers: [issuer], ...parts() }));
    await policyMatrix(app, issuer, ROWS);
    const tried = await everyBadToken(app, 'GET /orders/1');
    expect(tried.find(({ bad }) => bad === 'wrongIssuer')).toMatchObject({ acceptedBy: 'issuer: null' });
  },
);

test('wrong policies and missing issuers are told', async () => {
  await expect(createPolicyApp({ issuers: [] }, { issuers: [createTestIssuer()] })).rejects.toThrow(
    JwtPolicyConfigurationError,
  );
  await expect(createPolicyApp(muleSoftPolicies(POLICY), { issuers: [] })).rejects.toThrow(
    'createPolicyApp() needs { issuers }: a list of test issuers.',
  );
});
