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

/** A file of policies of MuleSoft: the first is for every route here, each of the others for another path. */
const fileOf = (policies) => ({
  policyConfigurations: Array.from({ length: policies }, (_none, index) =>
    policy(`policy-${index}`, index === 0 ? '/orders.*' : `/others-${index}/.*`),
  ),
});

/** What users pay whose policies came in a file. */
export async function open(corpus, { policies, tokenCache }) {
  const { muleSoftPolicies } = await muleSoft();
  const options = await muleSoftPolicies(fileOf(policies), {
    issuer: ISSUER,
    ...(tokenCache !== undefined && { tokenCache }),
    ...keysFromMemory(corpus.jwks),
  });
  const { guard, targets } = await openApplication({ options });
  let turn = 0;
  return (bearer) => {
    turn = turn + 1 === targets.length ? 0 : turn + 1;
    const { controller, handler } = targets[turn];
    return guard.canActivate(new ExecutionContextHost([requestWith(bearer), {}], controller, handler));
  };
}
