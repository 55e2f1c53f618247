import { AUDIENCE, CLIENT_ID, REGION, USER_POOL } from './corpus/contract.mjs';

/** Another build may be named, below bench/.build, to measure two against each other in one run. */
const { BENCH_LIBRARY = 'jwt-policy' } = process.env;
const inBuild = (path) => import(libraryFile(path));

/** The library under test, as users import it. */
export const library = () => inBuild('index.js');

/** Its subpath for MuleSoft policies. */
export const muleSoft = () => inBuild('mulesoft/index.js');

/** Its subpath for gateways. */
export const websockets = () => inBuild('websockets/index.js');

/** The file of the library, for those that import it themselves. */
export const libraryFile = (path) => new URL(`./.build/${BENCH_LIBRARY}/${path}`, import.meta.url).href;

/** The expression language, as users import it. */
export const expressions = () => inBuild('expressions/index.js');

/** What is behind it, for rows that say so. Moves with the library. */
export const internals = async () => ({
  ...(await inBuild('guard/index.js')),
  ...(await inBuild('policy/index.js')),
  ...(await inBuild('tokens/index.js')),
  ...(await inBuild('transports/index.js')),
});

/**
 * The options every suite gives the library: issuer, audience, algorithm, types, times, `token_use` and `client_id`
 * are checked.
 * @param {{ algorithms?: string[], keys?: object, jwksUri?: string }} settings
 * @param {object | false | undefined} tokenCache undefined: the library decides
 */
export async function optionsOf({ algorithms = ['RS256'], keys, jwksUri }, tokenCache) {
  const { cognito } = await library();
  const { jwksUri: _cloud, ...preset } = cognito({
    region: REGION,
    userPoolId: USER_POOL,
    clientIds: [CLIENT_ID],
  });
  return {
    issuers: [{ ...preset, audience: AUDIENCE, algorithms, ...(keys ? { keys } : { jwksUri }) }],
    ...(tokenCache !== undefined && { tokenCache }),
  };
}
