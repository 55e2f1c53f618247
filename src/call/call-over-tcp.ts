import { Logger } from '@nestjs/common';
import { ClientTCP } from '@nestjs/microservices';
import { firstValueFrom, timeout, TimeoutError } from 'rxjs';

import type { Address, CallArguments } from './call-arguments.js';
import { CALL_TIMEOUT_MS, notAnswered, notReached, refused } from './call-failures.js';

/** Sends a message as any client of Nest does, with the token in the metadata of its packet, and returns the answer. */
export async function callOverTcp(
  { pattern, data }: CallArguments,
  address: Address,
  token: string,
): Promise<unknown> {
  // Nest's client logs a connection that breaks; here a sentence says it.
  Logger.overrideLogger(false);
  const client = new ClientTCP({ ...address });
  client.setOnDispatchHook((packet) => {
    Object.assign(packet, { metadata: { authorization: `Bearer ${token}` } });
  });
  try {
    return await firstValueFrom(client.send<unknown>(pattern, data).pipe(timeout(CALL_TIMEOUT_MS)));
  } catch (error) {
    if (error instanceof TimeoutError) throw notAnswered(address);
    // What the service answers is a plain object, or a text.
    if (error instanceof Error) throw notReached(address, 'tcp', error);
    throw refused(error);
  } finally {
    client.close();
  }
}
