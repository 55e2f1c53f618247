import 'reflect-metadata';

import { loadListeningSettings } from '../config/index.js';
import { runEntryPoint, say } from '../process/index.js';
import { parseCallArguments } from './call-arguments.js';
import { readToken } from './read-token.js';
import { serviceAddress } from './service-address.js';

// The call command: makes one call over TCP or gRPC and prints the answer as JSON. A refusal is printed as JSON as
// well, on standard error, with exit code 1.
await runEntryPoint(async () => {
  const call = parseCallArguments(process.argv.slice(2));
  const address = call.to ?? serviceAddress((await loadListeningSettings()).settings, call.transport);
  const token = await readToken(call.token);
  // Only the client that is needed is loaded.
  const answer =
    call.transport === 'tcp'
      ? await (await import('./call-over-tcp.js')).callOverTcp(call, address, token)
      : await (await import('./call-over-grpc.js')).callOverGrpc(call, address, token);
  say(JSON.stringify(answer));
});
