import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../../..');
const COLLECTION = join(ROOT, 'examples/orders.postman_collection.json');
const DEADLINE_MS = 60_000;

/** Starts the built sample service with its local issuer, on ports that the system chooses. */
async function startSample(folder) {
  const child = spawn(process.execPath, [join(ROOT, 'dist/main.js')], {
    cwd: folder,
    env: { NODE_ENV: 'test', PORT: '0', LOCAL_ISSUER_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const deadline = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  const end = async () => {
    if (child.exitCode === null) child.kill('SIGTERM');
    await ended;
    clearTimeout(deadline);
  };
  let printed = '';
  const urls = await new Promise((resolve) => {
    const read = (text) => {
      printed += text;
      const [, service, issuer] = /^Service +(\S+)\nLocal issuer +(\S+)/m.exec(printed) ?? [];
      if (issuer !== undefined) resolve({ service, issuer: new URL(issuer).origin });
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.once('close', () => resolve(undefined));
  });
  if (urls !== undefined) return { ...urls, end };
  await end();
  throw new Error(`The sample service did not start:\n${printed}`);
}

/** Runs the collection of examples against the sample service; gives what is wrong. */
export async function check(folder) {
  const { service, issuer, end } = await startSample(folder);
  try {
    const newman = join(folder, 'node_modules/newman/bin/newman.js');
    const variables = ['--env-var', `service=${service}`, '--env-var', `issuer=${issuer}`];
    const parameters = [
      newman,
      'run',
      COLLECTION,
      '--color',
      'off',
      '--timeout-request',
      '20000',
      ...variables,
    ];
    return await new Promise((resolve) =>
      execFile(process.execPath, parameters, { cwd: folder, timeout: DEADLINE_MS }, (error, printed) =>
        resolve(error === null ? [] : [printed === '' ? error.message : printed]),
      ),
    );
  } finally {
    await end();
  }
}
