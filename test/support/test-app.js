import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { JwtPolicyModule } from '../../src/jwt-policy/index.js';
/** The HTTP frameworks that every e2e suite runs over. */
export const ADAPTERS = ['express', 'fastify'];
/** Starts an app with JwtPolicyModule and these controllers. */
export async function startApp(parts) {
    const { controllers, options, adapter = 'express', configure, imports = [], providers = [] } = parts;
    const builder = Test.createTestingModule({
        imports: [JwtPolicyModule.forRoot(options), ...imports],
        controllers,
        providers,
    });
    const module = await builder.compile();
    const app = adapter === 'fastify'
        ? module.createNestApplication(new FastifyAdapter(), { logger: false })
        : module.createNestApplication({ logger: false });
    configure?.(app);
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    return {
        app,
        url,
        call: (path, token, init = {}) => fetch(url + path, {
            ...init,
            headers: {
                ...(token !== undefined && { authorization: `Bearer ${token}` }),
                ...init.headers,
            },
        }),
        close: () => app.close(),
    };
}
