import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { SCOPE } from '../corpus/contract.mjs';
import { Corpus } from '../corpus/corpus.mjs';
import { heapBytes } from '../harness/heap.mjs';
import { library, optionsOf, websockets } from '../library.mjs';
import { usageMeter } from './usage.mjs';

async function adapterFor(adapter, app) {
  if (adapter === 'ws') {
    const { WsAdapter } = await import('@nestjs/platform-ws');
    return new WsAdapter(app);
  }
  const { IoAdapter } = await import('@nestjs/platform-socket.io');
  return new IoAdapter(app);
}

function makeGateway(decorators) {
  class OrdersGateway {
    list() {
      return { event: 'listed', data: { ok: true } };
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(OrdersGateway.prototype, 'list');
  const all = [SubscribeMessage('list'), ...decorators];
  for (const decorate of all) decorate(OrdersGateway.prototype, 'list', descriptor);
  WebSocketGateway()(OrdersGateway);
  return OrdersGateway;
}

/** The library, with a scope demanded of each message. */
async function guard(corpus) {
  const { JwtPolicyModule, RequireScope } = await library();
  const { websockets: transport } = await websockets();
  const options = await optionsOf({ keys: { jwks: new Corpus(corpus).jwks } });
  const imports = [JwtPolicyModule.forRoot({ ...options, transports: [transport()] })];
  return { imports, decorators: [RequireScope(SCOPE)] };
}

/**
 * A Nest application with one gateway, guarded or not.
 * @param {{ adapter: 'ws' | 'socket.io', isGuarded: boolean, corpus: string }} input
 */
export async function open({ adapter, isGuarded, corpus }) {
  const { imports, decorators } = isGuarded ? await guard(corpus) : { imports: [], decorators: [] };
  class AppModule {}
  Module({ imports, providers: [makeGateway(decorators)] })(AppModule);
  const app = await NestFactory.create(AppModule, { logger: false });
  app.useWebSocketAdapter(await adapterFor(adapter, app));
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address();
  return { ready: { port }, ...usageMeter(), held: async () => ({ bytes: await heapBytes() }) };
}
