import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { AUDIENCE, ISSUER } from '../corpus/contract.mjs';
import { muleSoft } from '../library.mjs';
import { keysFromMemory, openApplication } from './guarded-application.mjs';
import { requestWith } from './request.mjs';

const policy = (name, uriTemplateRegex) => ({
  $self: {
    assetId: 'jwt-validation',
    assetVersion: '1.4.0',
    label: name,
    configurationData: {
      jwtOrigin: 'httpBearerAuthenticationHeader',
      signingMethod: 'rsa',
      signingKeyLength: '256',
      jwtKeyOrigin: 'jwks',
      jwksUrl: 'https://keys.example.com/jwks.json',
      skipClientIdValidation: true,
      validateAudClaim: true,
      mandatoryAudClaim: true,
      supportedAudiences: AUDIENCE,
      mandatoryExpClaim: true,
    },
    pointcutData: [{ methodRegex: 'GET', uriTemplateRegex }],
  },
});

/** How the paths of the policies are written: the first, and each of the others. */
const WRITTEN = {
  characters: { first: '/orders.*', other: (index) => `/others-${index}/.*` },
  expressions: {
    first: '/orders(/[a-z0-9-]+)?',
    other: (index) => `/(others|items)-${index}/[a-z0-9-]+(/.*)?`,
  },
};

/** A file of policies of MuleSoft: the first is for every route here, each of the others for other paths. */
const fileOf = (policies, { first, other }) => ({
  policyConfigurations: Array.from({ length: policies }, (_none, index) =>
    policy(`policy-${index}`, index === 0 ? first : other(index)),
  ),
});

/** The calls: of a route that has one path, or of one with a parameter, whose value is another in each call. */
const requestFor = {
  '/orders': (bearer) => requestWith(bearer),
  '/orders/:id': (bearer, turn) => ({
    ...requestWith(bearer),
    url: `/orders/order-${turn}`,
    params: { id: `order-${turn}` },
    routeOptions: PARAMETER,
  }),
};
const PARAMETER = Object.freeze({ url: '/orders/:id' });

/** What users pay whose policies came in a file. */
export async function open(corpus, { policies, tokenCache, route = '/orders', written = 'characters' }) {
  const { muleSoftPolicies } = await muleSoft();
  const options = await muleSoftPolicies(fileOf(policies, WRITTEN[written]), {
    issuer: ISSUER,
    ...(tokenCache !== undefined && { tokenCache }),
    ...keysFromMemory(corpus.jwks),
  });
  const { guard, targets } = await openApplication({ options });
  const makeRequest = requestFor[route];
  let turn = 0;
  return (bearer) => {
    turn += 1;
    const { controller, handler } = targets[turn % targets.length];
    return guard.canActivate(new ExecutionContextHost([makeRequest(bearer, turn), {}], controller, handler));
  };
}
