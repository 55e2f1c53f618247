import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { keysFromMemory, openApplication } from './guarded-application.mjs';
import { requestWith } from './request.mjs';

const JWKS_URI = 'https://keys.example.com/jwks.json';

/** How the library gets the keys of a corpus. */
export function applicationFor(corpus, { tokenCache, routes }) {
  const algorithms = [corpus.alg];
  return corpus.secret === undefined
    ? openApplication({
        routes,
        tokenCache,
        issuer: { algorithms, jwksUri: JWKS_URI },
        more: keysFromMemory(corpus.jwks),
      })
    : openApplication({ routes, tokenCache, issuer: { algorithms, keys: { key: corpus.key() } } });
}

/** What users pay: the guard, from the execution context to `request.jwtPolicy`. The routes take turns. */
export async function open(corpus, options) {
  const { guard, targets } = await applicationFor(corpus, options);
  let turn = 0;
  return (bearer) => {
    turn = turn + 1 === targets.length ? 0 : turn + 1;
    const { controller, handler } = targets[turn];
    return guard.canActivate(new ExecutionContextHost([requestWith(bearer), {}], controller, handler));
  };
}
