import { runEntryPoint, say } from '../process/index.js';
import { configuredIssuer } from './configured-issuer.js';
import { fetchToken } from './fetch-token.js';
import { parseTokenArguments } from './token-arguments.js';

// The token command: prints one access token of the local issuer and nothing else, so that a shell can capture it.
await runEntryPoint(async () => {
  const { scopes, issuer } = parseTokenArguments(process.argv.slice(2));
  say(await fetchToken(issuer ?? (await configuredIssuer()), scopes));
});
