import { connectionOf } from './connection.js';
import { ConnectionContext } from './connection-context.js';
import { GatewayCall, WS } from './gateway-call.js';
import { connectionName, eventName, type GatewayClass } from './gateway-metadata.js';
import { gatewayProblems } from './gateway-problems.js';
import { GatewayServers, WEBSOCKETS_OPTIONS } from './gateway-servers.js';
import { callInProcess } from './in-process/call-in-process.js';
import { noteLetThrough } from './message-guard.js';
import { answerRefusedMessage } from './refused-message.js';
import { RefusedWsException } from './refused-ws.exception.js';
import { readWebsocketsOptions, type WebsocketsOptions } from './websockets-options.js';
import type { JwtPolicyTransport } from '../transports/index.js';
import type { ExecutionContext } from '@nestjs/common';

function viewOf(context: ExecutionContext): GatewayCall | undefined {
  if (context instanceof ConnectionContext) {
    const { handshake, client } = context.connection;
    // Namespaces of one connection share its request, so a client comes first.
    return new GatewayCall(client ?? handshake.request, context.operation, handshake);
  }
  const args = context.getArgs<unknown[]>();
  const [client] = args;
  const connection = connectionOf(client);
  const name = eventName(context.getHandler(), args.at(-1));
  return connection && new GatewayCall(client as object, name, connection.handshake);
}

/**
 * Decides gateways of `@nestjs/platform-socket.io` and `@nestjs/platform-ws`: connections before `handleConnection`, and every
 * message anew. The token comes in the handshake: the `Authorization` header, `auth.token` of socket.io, or the subprotocol
 * `bearer` followed by the token. A connection is closed when its token ends. A refusal is a `RefusedWsException`; clients of
 * socket.io get `connect_error` or `exception`, clients of `ws` a close code such as 4401. Connections of other adapters are
 * refused. Throws `JwtPolicyConfigurationError`.
 * @example `JwtPolicyModule.forRoot({ issuers: […], transports: [websockets()] })`
 */
export function websockets(options: WebsocketsOptions = {}): JwtPolicyTransport {
  const normalized = readWebsocketsOptions(options);
  return Object.freeze<JwtPolicyTransport>({
    type: WS,
    decides: ['gateway-message', 'gateway-connection'],
    tokenPlaces:
      'the header Authorization, the subprotocol after "bearer" (browsers), or auth.token of socket.io; a parameter of the URL or the first message only if the options say so',
    knows: 'clients of ws and socket.io that connected through the adapter of the application',
    view: viewOf,
    letThrough: noteLetThrough,
    request(context) {
      if (context instanceof ConnectionContext) return context.connection.handshake.request;
      return connectionOf(context.getArgByIndex<unknown>(0))?.handshake.request;
    },
    refusal(refusal, style, context) {
      const exception = new RefusedWsException(refusal, style);
      if (!(context instanceof ConnectionContext)) answerRefusedMessage(context, exception);
      return exception;
    },
    operations: ({ kind, handler, owner }) =>
      kind === 'gateway-message' ? [eventName(handler)] : [connectionName(owner as GatewayClass)],
    callInProcess,
    audit: gatewayProblems,
    providers: [{ provide: WEBSOCKETS_OPTIONS, useValue: normalized }, GatewayServers],
  });
}
