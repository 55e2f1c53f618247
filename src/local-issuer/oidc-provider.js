const RUNTIME_WARNING = 'oidc-provider WARNING: Unsupported runtime';
/**
 * Loads oidc-provider without its warning about Node 20, which is harmless here and would be the first line a
 * newcomer reads. The package prints it while it loads, so it is filtered for that long; all else is passed on.
 */
export async function loadOidcProvider() {
    /* oxlint-disable no-console -- the package warns through console.warn and offers no other way to be quiet */
    const { warn } = console;
    console.warn = (...data) => {
        if (!String(data[0]).includes(RUNTIME_WARNING))
            warn(...data);
    };
    try {
        return await import('oidc-provider');
    }
    finally {
        console.warn = warn;
    }
    /* oxlint-enable no-console */
}
