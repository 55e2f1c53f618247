import { listen } from './app.js';

async function start(): Promise<void> {
  const app = await listen(process.env['ADAPTER']);
  process.stdout.write(`Listening on ${await app.getUrl()}\n`);
}

start().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
