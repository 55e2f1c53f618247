import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkTypes, compile } from '../../install.mjs';
import { CALLS, TOKENS } from './calls.mjs';
import { KID, startKeyServer } from './key-server.mjs';
import { readPage, WRITTEN_BASE } from './page.mjs';

/** The pages of docs/migrating with programs, and the shape of the tokens that they take. */
const PAGES = {
  'passport-jwt': TOKENS.issuer,
  'express-oauth2-jwt-bearer': TOKENS.issuer,
  'own-guard': TOKENS.issuer,
  'nest-keycloak-connect': TOKENS.keycloak,
};

/** The call as `judgeStart` makes it, with what the page says comes back. */
function callOf(label, said, validClaims) {
  const known = CALLS[label];
  if (known === undefined) throw new Error(`The table has a call that is not known: ${label}`);
  const { path = '/orders', claims, header, challenge, isInQuery, scheme } = known;
  if ((challenge === true) !== Object.hasOwn(said, 'challenge'))
    throw new Error(`The cell of "${label}" is not understood.`);
  const claimsNow = () => ({ ...validClaims, ...(typeof claims === 'function' ? claims() : claims) });
  return {
    label,
    path,
    claims: claims === undefined ? undefined : claimsNow,
    header: { kid: KID, ...header },
    isInQuery,
    scheme,
    ...said,
  };
}

/**
 * Writes the programs of the pages into the folder, once for a working issuer and once for one that is down, checks
 * their types against the real packages, and compiles them. Each start is one program with the calls of its table.
 */
export async function prepare(folder, issuer) {
  const servers = {
    up: await startKeyServer(issuer.publicKey),
    down: await startKeyServer(issuer.publicKey, { isDown: true }),
  };
  const close = () => Promise.all(Object.values(servers).map((server) => server.close()));
  const starts = [];
  try {
    for (const [name, shape] of Object.entries(PAGES)) {
      const page = readPage(name);
      for (const when of ['before', 'after'])
        for (const [state, { base }] of Object.entries(servers)) {
          const program = `${name}.${when}.${state}`;
          writeFileSync(join(folder, `${program}.ts`), page[when].replaceAll(WRITTEN_BASE, base));
          const calls = page.calls
            .filter(({ label }) => (CALLS[label]?.isDown === true) === (state === 'down'))
            .map((row) => callOf(row.label, row[when], shape(base)));
          if (calls.length > 0) starts.push({ environment: { PROGRAM: `${program}.js` }, calls });
        }
    }
    const problems = checkTypes(folder);
    if (problems.length > 0) throw new Error(problems.join('\n'));
    compile(folder);
    return { starts, close };
  } catch (error) {
    await close();
    throw error;
  }
}
