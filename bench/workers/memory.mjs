import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { claimsOf, encode } from '../corpus/make-corpus.mjs';
import { heapBytes } from '../harness/heap.mjs';
import { openApplication } from '../verifiers/guarded-application.mjs';
import { requestWith } from '../verifiers/request.mjs';

/** Distinct valid tokens without end. HS256: a million signatures of another kind would take an hour. */
function tokenMaker(secret) {
  const header = encode({ kid: 'memory', alg: 'HS256' });
  const claims = claimsOf(Math.floor(Date.now() / 1000));
  let serial = 0;
  return () => {
    serial += 1;
    const input = `${header}.${encode({ ...claims, jti: `${claims.jti}-${serial}` })}`;
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
  };
}

/** Our guard, seeing tokens it has never seen, and what the heap holds after so many of them. */
export async function open({ tokenCache }) {
  const secret = randomBytes(32);
  const keys = { key: createSecretKey(secret), kid: 'memory', algorithm: 'HS256' };
  const { guard, targets } = await openApplication({
    issuer: { algorithms: ['HS256'], keys },
    tokenCache,
  });
  const [{ controller, handler }] = targets;
  const nextToken = tokenMaker(secret);
  return {
    async see({ tokens }) {
      for (let seen = 0; seen < tokens; seen += 1) {
        const request = requestWith(`Bearer ${nextToken()}`);
        const outcome = guard.canActivate(new ExecutionContextHost([request, {}], controller, handler));
        if ((outcome instanceof Promise ? await outcome : outcome) !== true) throw new Error('refused');
      }
      return { bytes: await heapBytes() };
    },
  };
}
