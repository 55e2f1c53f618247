import { loadLocalIssuerSettings } from '../config/index.js';
import { ExplainedError, runEntryPoint, say } from '../process/index.js';
import { fetchToken } from './fetch-token.js';
import { poolIssuer } from './pool.js';
import { parseTokenArguments } from './token-arguments.js';
// The token command: prints one access token of the local issuer and nothing else, so that a shell can capture it.
await runEntryPoint(async () => {
    const { scopes, issuer } = parseTokenArguments(process.argv.slice(2));
    say(await fetchToken(issuer ?? (await issuerOnConfiguredPort()), scopes));
});
async function issuerOnConfiguredPort() {
    const { LOCAL_ISSUER_PORT: port } = (await loadLocalIssuerSettings()).settings;
    if (port === 0) {
        throw new ExplainedError('LOCAL_ISSUER_PORT is 0, so the port of the local issuer is not known here. Name the issuer with --issuer.');
    }
    return poolIssuer('127.0.0.1', port);
}
