/** Names that tables and goals share. */
export const LABELS = {
  unguarded: 'unguarded',
  nothing: 'a guard that does nothing',
  nothingAgain: 'a guard that does nothing, again (the noise)',
  passport: 'passport-jwt with jwks-rsa (the recipe)',
  pem: 'hand-written guard: jsonwebtoken, getSigningKey (PEM)',
  oauth2: 'express-oauth2-jwt-bearer',
  key: 'jsonwebtoken with a KeyObject, no other check, no cache',
  bare: 'bare crypto, no token cache',
  warm: 'ours, warm',
  one: 'ours, one token',
  off: 'ours, token cache off',
  fastJwt: 'fast-jwt cached',
  getJwks: '@fastify/jwt with get-jwks, as documented, plain Fastify',
};

/** Holds every token of the corpus. */
export const LARGE_CACHE = { maxEntries: 20_000, maxBytes: 64 * 2 ** 20 };

/** A Nest application with one of the guards. */
export function nestContestant({ label, platform, guard, keyServer, corpus, settings = {}, source = 'all' }) {
  return {
    label,
    server: 'servers/nest.mjs',
    input: { platform, guard, jwksUri: keyServer.jwksUri, corpus, ...settings },
    source,
    /** Lets every call pass. */
    open: guard === 'none' || guard === 'nothing',
  };
}

function nestGroup(platform, { keyServer, corpus }) {
  const contestant = (label, guard, settings, source) =>
    nestContestant({ label, platform, guard, keyServer, corpus, settings, source });
  const warm = { tokenCache: LARGE_CACHE };
  return [
    contestant(LABELS.unguarded, 'none'),
    contestant(LABELS.nothing, 'nothing'),
    contestant(LABELS.nothingAgain, 'nothing'),
    contestant(LABELS.one, 'ours', warm, 'one'),
    contestant(LABELS.warm, 'ours', warm),
    contestant(LABELS.bare, 'bare-crypto'),
    contestant(LABELS.off, 'ours', { tokenCache: false }),
    contestant(LABELS.key, 'jsonwebtoken-key'),
    ...(platform === 'express' ? [contestant(LABELS.oauth2, 'express-oauth2')] : []),
    contestant(LABELS.pem, 'jsonwebtoken-pem'),
    contestant(LABELS.passport, 'passport'),
    // A peer that has no Nest stands in this group, so that it is compared round by round.
    ...(platform === 'fastify' ? [plainContestant(LABELS.getJwks, 'get-jwks', { keyServer, corpus })] : []),
  ];
}

function plainContestant(label, guard, { keyServer, corpus }) {
  return {
    label,
    server: 'servers/plain-fastify.mjs',
    input: { guard, corpus, domain: keyServer.domain },
    source: 'all',
    open: guard === 'none',
  };
}

function plainGroup(settings) {
  return [
    plainContestant(LABELS.unguarded, 'none', settings),
    plainContestant(LABELS.fastJwt, 'fast-jwt', settings),
    plainContestant(LABELS.getJwks, 'get-jwks', settings),
  ];
}

/** Requests on the way at a time on one connection: the less a server does beside, the more of a guard is seen. */
const BATCH = 10;

/** What a quick run leaves out. */
const FULL_ONLY = new Set([LABELS.bare, LABELS.oauth2, LABELS.pem]);
const WITHOUT_BATCHES = new Set([LABELS.unguarded, LABELS.nothing, LABELS.warm, LABELS.off, LABELS.passport]);

/** What is measured against each other: one framework at a time. */
export function groupsOf(settings) {
  const fastify = nestGroup('fastify', settings);
  const groups = [
    { name: 'fastify', title: 'Nest on Fastify', batch: BATCH, contestants: fastify },
    { name: 'express', title: 'Nest on Express', batch: BATCH, contestants: nestGroup('express', settings) },
    { name: 'plain', title: 'Fastify without Nest', batch: BATCH, contestants: plainGroup(settings) },
  ];
  if (settings.quick) {
    return groups.map((group) => ({
      ...group,
      contestants: group.contestants.filter(({ label }) => !FULL_ONLY.has(label)),
    }));
  }
  const some = fastify.filter(({ label }) => WITHOUT_BATCHES.has(label));
  return [
    ...groups,
    { name: 'single', title: 'Nest on Fastify, no pipelining', batch: 1, contestants: some },
  ];
}
