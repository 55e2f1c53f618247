// Loaded before an entry point (node --import): when the process ends, it prints the files that it has loaded.
import { writeSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';

const { port1, port2 } = new MessageChannel();
const hooks = `
  let port;
  export function initialize(given) { port = given; }
  export function load(url, context, nextLoad) { port.postMessage(url); return nextLoad(url, context); }
`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`, { data: port2, transferList: [port2] });
process.on('exit', () => {
  const files = Object.keys(createRequire(import.meta.url).cache);
  for (let received; (received = receiveMessageOnPort(port1)) !== undefined;) files.push(received.message);
  writeSync(1, `\nLoaded ${JSON.stringify(files)}\n`);
});
