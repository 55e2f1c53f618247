import { Server } from 'node:net';

type Listen = (this: Server, ...args: unknown[]) => Server;

/** The adapters of gateways take no address: a gateway with a port of its own would be open to the network of the machine. */
export function listenOnThisMachineOnly(): void {
  const listen = Server.prototype.listen as Listen;
  (Server.prototype as { listen: Listen }).listen = function (port, ...rest) {
    return typeof port === 'number' && typeof rest[0] !== 'string'
      ? listen.call(this, port, '127.0.0.1', ...rest)
      : listen.call(this, port, ...rest);
  };
}
