import { expect } from '@jest/globals';
import { startApp as startAppAsItIs, type TestApp, type TestAppParts } from '../support/test-app.js';

/** The security suite runs twice, see jest.config.mjs: the outcomes must be the same with the token cache and without. */
export const isTokenCacheOn = (globalThis as { TOKEN_CACHE?: boolean }).TOKEN_CACHE !== false;

/** Starts an app with the token cache on or off, as this run of the suite has it. */
export function startApp(parts: TestAppParts): Promise<TestApp> {
  const options = isTokenCacheOn ? parts.options : { ...parts.options, tokenCache: false as const };
  return startAppAsItIs({ ...parts, options });
}

async function told(response: Response): Promise<unknown> {
  const names = ['www-authenticate', 'retry-after'];
  return [response.status, names.map((name) => response.headers.get(name)), await response.clone().text()];
}

/** The app, but with the cache on every GET is sent twice: what was cached must be answered as what was not. */
export function callingTwice(app: TestApp): TestApp {
  if (!isTokenCacheOn) return app;
  return {
    ...app,
    async call(path, token, init = {}) {
      const first = await app.call(path, token, init);
      if ((init.method ?? 'GET') !== 'GET') return first;
      const second = await app.call(path, token, init);
      expect(await told(second)).toEqual(await told(first));
      return second;
    },
  };
}
