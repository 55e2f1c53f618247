import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { CLAIM_SHAPES } from '../corpus/claim-shapes.mjs';
import { claimsOf, encode } from '../corpus/make-corpus.mjs';
import { heapBytes } from '../harness/heap.mjs';
import { openApplication } from '../verifiers/guarded-application.mjs';
import { requestWith } from '../verifiers/request.mjs';

/** Our guard, filling its cache with tokens whose claims have one shape. */
export async function open({ tokenCache }) {
  const secret = randomBytes(32);
  const keys = { key: createSecretKey(secret), kid: 'memory', algorithm: 'HS256' };
  const { guard, targets } = await openApplication({ issuer: { algorithms: ['HS256'], keys }, tokenCache });
  const [{ controller, handler }] = targets;
  const header = encode({ kid: 'memory', alg: 'HS256' });
  const claims = JSON.stringify(claimsOf(Math.floor(Date.now() / 1000)));
  let serial = 1_000_000;

  function see(shape) {
    serial += 1;
    const payload = `${claims.slice(0, -1)},${CLAIM_SHAPES[shape](serial).slice(1)}`;
    const input = `${header}.${Buffer.from(payload).toString('base64url')}`;
    const token = `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
    const context = new ExecutionContextHost([requestWith(`Bearer ${token}`), {}], controller, handler);
    if (guard.canActivate(context) !== true) throw new Error(`refused: ${shape}`);
  }

  return {
    async fill({ shape, tokens }) {
      for (let seen = 0; seen < 3; seen += 1) see(shape);
      const before = await heapBytes();
      for (let seen = 0; seen < tokens; seen += 1) see(shape);
      return { bytes: (await heapBytes()) - before };
    },
  };
}
