import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

/** Starts the program of a page, before or after: `PROGRAM` is its file. */
async function start(): Promise<void> {
  const { AppModule } = (await import(`./${process.env['PROGRAM']}`)) as { readonly AppModule: Type };
  const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
  await app.listen(0, '127.0.0.1');
  process.stdout.write(`Listening on ${await app.getUrl()}\n`);
}

start().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
