import fastify from 'fastify';
import { usageMeter } from './usage.mjs';
import { Corpus } from '../corpus/corpus.mjs';
import { open as openFastJwt } from '../verifiers/fast-jwt-cached.mjs';

const GUARDS = {
  async none() {},

  async 'fast-jwt'(app, { corpus }) {
    const verify = await openFastJwt(new Corpus(corpus));
    app.addHook('onRequest', (request, _reply, done) => {
      done(verify(request.headers.authorization) ? undefined : new Error('refused'));
    });
  },

  /** As documented, but for the domain: the issuer of the tokens is not on this machine. */
  async 'get-jwks'(app, { domain }) {
    const [{ default: fastifyJwt }, { default: buildGetJwks }] = await Promise.all([
      import('@fastify/jwt'),
      import('get-jwks'),
    ]);
    const getJwks = buildGetJwks();
    app.register(fastifyJwt, {
      decode: { complete: true },
      secret: (_request, { header: { kid, alg } }) => getJwks.getPublicKey({ kid, domain, alg }),
    });
    app.addHook('onRequest', async (request, reply) => {
      try {
        await request.jwtVerify();
      } catch (error) {
        reply.send(error);
      }
    });
  },
};

/** @param {{ guard: keyof typeof GUARDS, corpus: string, domain: string }} input */
export async function open({ guard, ...settings }) {
  const app = fastify();
  await GUARDS[guard](app, settings);
  app.get('/orders', async () => ({ ok: true }));
  await app.listen({ port: 0, host: '127.0.0.1' });
  return { ready: { port: app.server.address().port }, ...usageMeter() };
}
