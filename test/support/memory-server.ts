import { Server, type CustomTransportStrategy, type Transport } from '@nestjs/microservices';
import { firstValueFrom, isObservable } from 'rxjs';

/** A server of a microservice without a transport: messages are given to it directly. */
export class MemoryServer extends Server implements CustomTransportStrategy {
  /** @param transport the transport that it stands for, whose handlers it then has */
  constructor(transport?: Transport) {
    super();
    if (transport !== undefined) this.setTransportId(transport);
  }

  listen(callback: () => void): void {
    callback();
  }

  close(): void {}

  on(): void {}

  unwrap(): never {
    throw new Error('there is no client beneath');
  }

  /** What the handler of the pattern answers. */
  async receive(pattern: string, data?: unknown): Promise<unknown> {
    const handler = this.getHandlerByPattern(pattern);
    if (handler === null) throw new Error(`no handler for ${pattern}`);
    const answer: unknown = await handler(data, {});
    return isObservable(answer) ? firstValueFrom(answer) : answer;
  }
}
