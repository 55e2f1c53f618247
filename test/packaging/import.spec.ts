import { afterEach, expect, test } from '@jest/globals';
import { RunningProcess } from '../support/child-process.js';
import { makeKeyPair } from '../support/key-pair.js';

const running: RunningProcess[] = [];

afterEach(() => {
  for (const one of running.splice(0)) one.kill('SIGKILL');
});

/** Which of these packages a process has loaded after it ran the lines. */
async function loadedBy(lines: string, packages: readonly string[]): Promise<unknown> {
  const script = `
    import { createRequire } from 'node:module';
    ${lines}
    const files = Object.keys(createRequire(process.cwd() + '/').cache);
    const isLoaded = (name) => files.some((file) => file.replaceAll('\\\\', '/').includes('/node_modules/' + name + '/'));
    console.log(JSON.stringify(${JSON.stringify(packages)}.filter(isLoaded)));
  `;
  const one = new RunningProcess(process.execPath, ['--input-type=module', '--eval', script], process.cwd());
  running.push(one);
  const { code, output, errors } = await one.ended;
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  return JSON.parse(output) as unknown;
}

const PACKAGES = ['class-validator', 'jsonwebtoken', 'jwks-rsa', 'jose', 'recheck', 'yaml'];

test('importing the library loads what every start needs, and neither jwks-rsa nor what is optional', async () => {
  expect(await loadedBy(`await import('./dist/jwt-policy/index.js');`, PACKAGES)).toEqual([
    'class-validator',
    'jsonwebtoken',
  ]);
});

test('an application whose keys are at hand starts without jwks-rsa', async () => {
  const { publicKey } = makeKeyPair('rsa', { modulusLength: 2048 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' });
  const lines = `
    await import('reflect-metadata');
    const { Module } = await import('@nestjs/common');
    const { NestFactory } = await import('@nestjs/core');
    const { JwtPolicyModule } = await import('./dist/jwt-policy/index.js');
    const keys = { pem: ${JSON.stringify(pem)} };
    const issuers = [{ issuer: 'https://id.example.com', audience: 'orders', keys }];
    class AppModule {}
    Module({ imports: [JwtPolicyModule.forRoot({ issuers })] })(AppModule);
    await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
  `;
  expect(await loadedBy(lines, ['jwks-rsa', 'jose'])).toEqual([]);
});
