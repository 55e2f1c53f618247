import type { PolicyOptions } from '../../options/index.js';
import { muleSoftResponses } from '../mulesoft-responses.js';
import { convertRows } from './convert-rows.js';
import { convertClaimsToHeaders } from './claim-headers.js';
import { convertClientCheck } from './client-check.js';
import { convertCustomClaims } from './custom-claims.js';
import type { ImportContext } from './import-context.js';
import { convertIssuer } from './issuer-check.js';
import { convertAudience, convertTimes } from './audience-and-times.js';
import { reportStrictness } from './strictness.js';
import { convertTokenOrigin } from './token-origin.js';
import { convertVerificationKeys } from './verification-keys.js';

/** One policy of MuleSoft as one of this library. Where errors were found the result counts for nothing. */
export function convertPolicy(context: ImportContext): PolicyOptions {
  const { name, parameters, options } = context;
  parameters.validateNames();
  const origin = convertTokenOrigin(context);
  const keys = convertVerificationKeys(context);
  const clients = convertClientCheck(context);
  const { checks: audienceChecks, ...audience } = convertAudience(context);
  const times = convertTimes(context);
  const checks = [...audienceChecks, ...convertCustomClaims(context)];
  const headers = convertClaimsToHeaders(context);
  const rows = convertRows(context);
  const issuer = {
    ...convertIssuer(context),
    ...audience,
    ...times,
    ...keys,
    types: null,
    acceptIdTokens: true,
    clockToleranceSeconds: 0,
    ...(options.acceptBoundTokens === true && { acceptBoundTokens: true }),
  };
  reportStrictness(context, keys);
  return {
    name,
    issuers: [issuer],
    ...origin,
    ...(checks.length > 0 && { checks }),
    ...rows,
    ...clients,
    ...headers,
    responses: options.responses ?? muleSoftResponses,
  };
}
