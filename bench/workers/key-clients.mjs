import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { JwksClient } from 'jwks-rsa';
import { openApplication } from '../verifiers/guarded-application.mjs';
import { requestWith } from '../verifiers/request.mjs';

const HOUR_MS = 3_600_000;
const SHORT_LIFE_MS = 1000;

/** The guard, with a token of that kid. Its clock is ours, so that an hour need not pass. */
async function openOurs({ jwksUri, signer }) {
  let ahead = 0;
  const { guard, targets } = await openApplication({
    issuer: { jwksUri },
    more: { clock: { now: () => Date.now() + ahead } },
  });
  const [{ controller, handler }] = targets;
  return {
    prepare: (kid) => {
      const request = requestWith(`Bearer ${signer.token(kid)}`);
      const context = new ExecutionContextHost([request, {}], controller, handler);
      return async () => guard.canActivate(context);
    },
    endTimeToLive: async () => {
      ahead += HOUR_MS + 1000;
    },
  };
}

/** getSigningKey alone. */
async function openJwksRsa({ jwksUri, rateLimit = false, shortLife }) {
  const client = new JwksClient({
    jwksUri,
    rateLimit,
    jwksRequestsPerMinute: 5,
    ...(shortLife && { cacheMaxAge: SHORT_LIFE_MS }),
  });
  return {
    prepare: (kid) => () => client.getSigningKey(kid),
    endTimeToLive: () => new Promise((resolve) => setTimeout(resolve, SHORT_LIFE_MS + 200)),
  };
}

/** @param {'ours' | 'jwks-rsa'} kind */
export function openClient(kind, settings) {
  return kind === 'ours' ? openOurs(settings) : openJwksRsa(settings);
}
