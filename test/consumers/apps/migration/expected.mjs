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

/** The call as `tryStart` makes it, with what the page says comes back. */
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

/** The programs of all pages, before and after, each for a working issuer and for one that is down, with their calls. */
export function programs(servers) {
  return Object.entries(PAGES).flatMap(([name, shape]) => {
    const page = readPage(name);
    return ['before', 'after'].flatMap((when) =>
      Object.entries(servers).map(([state, { base }]) => ({
        name: `${name}.${when}.${state}`,
        when,
        code: page[when].replaceAll(WRITTEN_BASE, base),
        calls: page.calls
          .filter(({ label }) => (CALLS[label]?.isDown === true) === (state === 'down'))
          .map((row) => callOf(row.label, row[when], shape(base))),
      })),
    );
  });
}

/** The issuer that the programs ask for keys, once as it should be and once down. */
export async function startServers(publicKey) {
  return { up: await startKeyServer(publicKey), down: await startKeyServer(publicKey, { isDown: true }) };
}

/**
 * Writes the programs into the folder, checks their types against the real packages, and compiles them. Each start is
 * one program with the calls of its table.
 */
export async function prepare(folder, issuer) {
  const servers = await startServers(issuer.publicKey);
  const close = () => Promise.all(Object.values(servers).map((server) => server.close()));
  try {
    const all = programs(servers);
    for (const { name, code } of all) writeFileSync(join(folder, `${name}.ts`), code);
    const problems = checkTypes(folder);
    if (problems.length > 0) throw new Error(problems.join('\n'));
    compile(folder);
    return {
      starts: all.map(({ name, calls }) => ({ environment: { PROGRAM: `${name}.js` }, calls })),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
