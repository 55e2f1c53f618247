import {
  isSamePlace,
  placeAt,
  placeOfGateway,
  type GatewayClass,
  type GatewayPlace,
} from './gateway-metadata.js';
import { InProcessClient, type BoundHandler } from './in-process/in-process-client.js';
import { noteServer } from './seen-servers.js';
import { ServerConnections, type ConnectCallback, type ConnectionEnvironment } from './server-connections.js';
import { isSocketIoClient, isSocketIoServer, namespaceOf } from './socket-io-client.js';
import { guardNamespace, receiveSocketIoClient } from './socket-io-connections.js';
import { isWsClient } from './ws-client.js';
import { receiveWsClient } from './ws-connections.js';
import { verifyHandshakes, type VerifyClient } from './ws-handshakes.js';

type ServerOptions = Partial<GatewayPlace> & { readonly verifyClient?: VerifyClient };

/** The part of an adapter of Nest by which gateways get their servers and clients. */
export interface GatewayAdapter {
  create(port: number, options?: ServerOptions): object;
  bindClientConnect(server: object, callback: ConnectCallback): void;
  bindMessageHandlers(client: object, handlers: BoundHandler[], transform: never): void;
}

const UNKNOWN_CLIENT =
  'A client of a WebSocket adapter was refused, because it is of neither ws nor socket.io. All clients like it are. Use WsAdapter or IoAdapter, or a subclass.';

/** Ends a client of an unknown kind by whatever it has for that. */
function drop(client: unknown): void {
  if (typeof client !== 'object' || client === null) return;
  const { terminate, disconnect, close } = client as Readonly<Record<string, (() => void) | undefined>>;
  (terminate ?? disconnect ?? close)?.call(client);
}

/** Stands between an adapter and the gateways of an application, so that a client is decided before a gateway sees it. */
export class WatchedAdapter {
  /** By server, or by namespace of socket.io. */
  readonly servers = new Map<object, ServerConnections>();
  private hasRefusedUnknown = false;

  constructor(
    readonly adapter: GatewayAdapter,
    private readonly environment: ConnectionEnvironment,
    /** Every gateway of the application. */
    private readonly gateways: () => readonly GatewayClass[],
  ) {
    this.watchServers();
    this.watchClients();
    this.watchHandlers();
  }

  private watchServers(): void {
    const create = this.adapter.create.bind(this.adapter);
    this.adapter.create = (port, options = {}) => {
      let connections: ServerConnections | undefined;
      const server = create(
        port,
        this.verifying(options, () => connections),
      );
      noteServer(server);
      connections = this.connectionsOf(server);
      const place = placeAt(port, options);
      for (const gateway of this.gateways())
        if (isSamePlace(placeOfGateway(gateway), place)) connections.gateways.add(gateway);
      return server;
    };
  }

  private watchClients(): void {
    const bindClientConnect = this.adapter.bindClientConnect.bind(this.adapter);
    this.adapter.bindClientConnect = (server, callback) => {
      const connections = this.connectionsOf(server);
      const isFirst = !connections.isBound;
      connections.bind(callback);
      if (isFirst) bindClientConnect(server, (...args) => this.receive(args, connections));
    };
  }

  private watchHandlers(): void {
    const bindMessageHandlers = this.adapter.bindMessageHandlers.bind(this.adapter);
    this.adapter.bindMessageHandlers = (client, handlers, transform) => {
      if (client instanceof InProcessClient) client.handlers.push(...handlers);
      else bindMessageHandlers(client, handlers, transform);
    };
  }

  private verifying(options: ServerOptions, connections: () => ServerConnections | undefined): ServerOptions {
    if (this.environment.options.refuseWith === 'close') return options;
    return { ...options, verifyClient: verifyHandshakes(connections, options.verifyClient) };
  }

  private connectionsOf(server: object): ServerConnections {
    const key = namespaceOf(server);
    const known = this.servers.get(key);
    if (known !== undefined) return known;
    const connections = new ServerConnections(this.environment);
    this.servers.set(key, connections);
    if (isSocketIoServer(server)) guardNamespace(server, connections);
    return connections;
  }

  private receive(args: readonly unknown[], connections: ServerConnections): void {
    const [client] = args;
    if (isSocketIoClient(client)) receiveSocketIoClient(client, connections, args);
    else if (isWsClient(client)) receiveWsClient(client, connections, args);
    else {
      if (!this.hasRefusedUnknown) this.environment.report('warn', UNKNOWN_CLIENT);
      this.hasRefusedUnknown = true;
      drop(client);
    }
  }
}
