import 'reflect-metadata';
import { libraryFile } from '../library.mjs';

async function timed(work) {
  const startCpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(startCpu);
  return { wall, cpu: (user + system) / 1000 };
}

const importAll = async (specifiers) => {
  for (const specifier of specifiers) await import(specifier);
};
/** `library:index.js` is a file of the build under test. */
const resolve = (name) => (name.startsWith('library:') ? libraryFile(name.slice('library:'.length)) : name);

/** What is done once a process: importing and starting. Milliseconds by the clock and by processor time. */
export async function open() {
  return {
    /** Imports modules after others that were imported before, and are not counted. */
    async importing({ after, names }) {
      await importAll(after.map(resolve));
      return timed(() => importAll(names.map(resolve)));
    },
    /** From the modules that are loaded to the application that could listen. */
    async starting({ routes, guard, jwksUri }) {
      const [{ Module }, { NestFactory }, { FastifyAdapter }, { makeControllers }, { mount }] =
        await Promise.all([
          import('@nestjs/common'),
          import('@nestjs/core'),
          import('@nestjs/platform-fastify'),
          import('../verifiers/guarded-application.mjs'),
          import(`../servers/guards/${guard}.mjs`),
        ]);
      const { imports = [], providers = [], decorators = [] } = await mount({ jwksUri });
      const controllers = makeControllers(routes, decorators);
      return timed(async () => {
        class AppModule {}
        Module({ imports, providers, controllers })(AppModule);
        const app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: false });
        await app.init();
      });
    },
  };
}
