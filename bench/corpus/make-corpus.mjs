import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALGORITHMS } from './algorithms.mjs';
import { AUDIENCE, CLIENT_ID, ISSUER } from './contract.mjs';
import { corpusFile } from './corpus.mjs';

const DAY = 86_400;

/** The claims of a Cognito access token, about 1.1 kB when signed with RS256. Distinct by their ids. */
export function claimsOf(now) {
  return {
    sub: randomUUID(),
    'cognito:groups': ['orders-team', 'reporting'],
    iss: ISSUER,
    version: 2,
    client_id: CLIENT_ID,
    origin_jti: randomUUID(),
    event_id: randomUUID(),
    token_use: 'access',
    scope: 'openid profile orders/read orders/write',
    auth_time: now - 60,
    exp: now + 30 * DAY,
    iat: now - 60,
    jti: randomUUID(),
    username: randomUUID(),
    aud: AUDIENCE,
  };
}

export const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function kidsOf(name, count) {
  return Array.from({ length: count }, (_none, index) =>
    createHash('sha256').update(`${name} ${index}`).digest('base64'),
  );
}

function describeKeys(keys, alg, kids) {
  if (keys.secret !== undefined) return { secret: keys.secret.toString('base64url') };
  const jwk = keys.publicKey.export({ format: 'jwk' });
  return {
    pem: keys.publicKey.export({ type: 'spki', format: 'pem' }),
    jwks: { keys: kids.map((kid) => ({ ...jwk, kid, alg, use: 'sig' })) },
  };
}

/** Signs eight at a time: as many as the thread pool can use, and more. */
async function signAll(count, makeToken) {
  const tokens = Array.from({ length: count });
  let next = 0;
  const work = async () => {
    for (let index = next++; index < count; index = next++) tokens[index] = await makeToken(index);
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return tokens;
}

function isUsable(path, spec) {
  if (!existsSync(path)) return false;
  const meta = JSON.parse(readFileSync(path, 'utf8'));
  return meta.spec === spec && Date.now() / 1000 - meta.madeAt < DAY;
}

/**
 * Makes a corpus of distinct signed tokens, unless one of today is there. The key that signed them is forgotten.
 * @param {{ name: string, algorithm: keyof typeof ALGORITHMS, count: number, kids?: number }} settings
 */
export async function makeCorpus({ name, algorithm, count, kids: kidCount = 1 }) {
  const path = corpusFile(name, 'json');
  const spec = JSON.stringify({ algorithm, count, kidCount, claims: Object.keys(claimsOf(0)) });
  if (isUsable(path, spec)) return;
  mkdirSync(join(path, '..'), { recursive: true });
  const { alg, generate, sign } = ALGORITHMS[algorithm];
  const keys = await generate();
  const kids = kidsOf(name, kidCount);
  const headers = kids.map((kid) => encode({ kid, alg }));
  const now = Math.floor(Date.now() / 1000);
  const tokens = await signAll(count, async (index) => {
    const input = `${headers[index % kidCount]}.${encode(claimsOf(now))}`;
    return `${input}.${(await sign(Buffer.from(input), keys)).toString('base64url')}`;
  });
  writeFileSync(corpusFile(name, 'tokens'), tokens.map((token) => `Bearer ${token}\n`).join(''));
  const meta = { spec, algorithm, alg, kids, madeAt: now, ...describeKeys(keys, alg, kids) };
  writeFileSync(path, JSON.stringify(meta));
}
