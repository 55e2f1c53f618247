import { firstValueFrom, isObservable } from 'rxjs';
import { isPlainObject } from '../claims/index.js';
import { quote } from '../errors/index.js';
import type { InProcessApp, InProcessCall } from '../transports/index.js';
import { inProcessContext, inProcessGrpcCall, type InProcessMessage } from './in-process-contexts.js';
import { findServedHandler } from './in-process-handlers.js';
import type { MessageTransport, TokenPlaces } from './microservices-options.js';

/** A payload with the token in its field, as a client sends it. */
function withToken(data: unknown, field: string, authorization: string): object {
  if (data === undefined) return { [field]: authorization };
  if (isPlainObject(data)) return { ...data, [field]: authorization };
  throw new Error(`The token is a field ${quote(field)} of the payload, so the body must be an object.`);
}

/** The message as it would arrive: a copy of what is sent, with the token where the options say. */
function messageOf(
  transport: MessageTransport,
  { name, authorization, headers, data: sent }: InProcessCall,
  places: TokenPlaces,
): InProcessMessage {
  const data: unknown = structuredClone(sent);
  if (authorization === undefined) return { name, headers, data };
  const { header, payload } = places[transport];
  return payload === undefined
    ? { name, headers: { ...headers, [header]: authorization }, data }
    : { name, headers, data: withToken(data, payload, authorization) };
}

/** Calls the handler of a message as its server would, without a connection: with guards, pipes and interceptors. */
export async function callInProcess(
  app: InProcessApp,
  call: InProcessCall,
  places: TokenPlaces,
): Promise<unknown> {
  const { transport, handler } = findServedHandler(app, call.name);
  const message = messageOf(transport, call, places);
  const args =
    transport === 'grpc' ? inProcessGrpcCall(message) : [message.data, inProcessContext(transport, message)];
  const answer = await handler(...args);
  return isObservable(answer) ? firstValueFrom(answer, { defaultValue: undefined }) : answer;
}
