import { createServer } from 'node:http';
import { closeServer, complain, explainListenProblem, ExplainedError } from '../process/index.js';
import { loadOidcProvider } from './oidc-provider.js';
import { poolFront } from './pool-front.middleware.js';
import { poolIssuer } from './pool.js';
import { providerConfiguration } from './provider-configuration.js';
import { generateSigningKey } from './signing-key.js';
const LOOPBACK = ['127.0.0.1', '::1'];
/** Any other word, however it is spelt, may mean production. */
const DEVELOPMENT = ['development', 'test'];
/**
 * Starts an OpenID provider shaped like a Cognito user pool, for development: one client with a public secret,
 * a key that lives in memory. It guarantees that it is never started in production and never listens beyond
 * the loopback interface.
 */
export async function startLocalIssuer(options) {
    const { port, environment, host = '127.0.0.1' } = options;
    refuseUnsafe(host, environment);
    const { Provider, errors } = await loadOidcProvider();
    const configuration = providerConfiguration(await generateSigningKey(), errors);
    const server = createServer();
    const issuer = poolIssuer(host, await listen(server, host, port));
    const provider = new Provider(issuer, configuration);
    provider.on('server_error', (_ctx, error) => complain(`The local issuer failed: ${error.stack ?? error.message}`));
    provider.use(poolFront(issuer));
    const handle = provider.callback();
    server.on('request', (request, response) => void handle(request, response));
    return { issuer, close: () => closeServer(server) };
}
function refuseUnsafe(host, environment) {
    if (environment !== undefined && !DEVELOPMENT.includes(environment)) {
        throw new ExplainedError(`The local issuer is for development only and does not start with NODE_ENV=${environment}: anyone can get a token from it.`);
    }
    if (!LOOPBACK.includes(host)) {
        throw new ExplainedError(`The local issuer listens on the loopback interface only, not on ${JSON.stringify(host)}: anyone who reaches it can get a token.`);
    }
}
async function listen(server, host, port) {
    try {
        await new Promise((resolve, reject) => {
            server.once('error', reject).listen(port, host, resolve);
        });
    }
    catch (error) {
        throw explainListenProblem(error, { host, port, portVariable: 'LOCAL_ISSUER_PORT' });
    }
    return server.address().port;
}
