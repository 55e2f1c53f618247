import { parseArgs } from 'node:util';
import { ExplainedError } from '../process/index.js';
const USAGE = 'Usage: npm run -s token -- [--scope mule-api/api_read …] [--issuer http://127.0.0.1:3001/us-east-1_local]';
/** Reads the command line of the token command; scopes may follow `--scope` singly, or several in one word. */
export function parseTokenArguments(words) {
    const { scope, issuer, positionals } = parse(words);
    const scopes = [...scope, ...positionals].flatMap((word) => word.split(' ')).filter((word) => word !== '');
    // An empty shell variable must not silently widen the token to all scopes.
    if (scope.length > 0 && scopes.length === 0)
        throw new ExplainedError(`--scope names no scope. ${USAGE}`);
    if (scope.length === 0 && positionals.length > 0) {
        throw new ExplainedError(`${JSON.stringify(positionals[0])} is not understood without --scope. ${USAGE}`);
    }
    if (issuer !== undefined && !/^https?:\/\//.test(issuer)) {
        throw new ExplainedError(`--issuer must be the URL of an issuer. ${USAGE}`);
    }
    return { scopes, issuer };
}
function parse(words) {
    try {
        const { values, positionals } = parseArgs({
            args: [...words],
            allowPositionals: true,
            options: { scope: { type: 'string', multiple: true }, issuer: { type: 'string' } },
        });
        return { scope: values.scope ?? [], issuer: values.issuer, positionals };
    }
    catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        // Node's first sentence names the option; its advice after that is for other programs.
        throw new ExplainedError(`${reason.split(/\n|\. /, 1)[0]}. ${USAGE}`, { cause: error });
    }
}
