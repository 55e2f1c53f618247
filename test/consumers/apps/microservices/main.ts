import { readFileSync } from 'node:fs';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { connect } from 'amqplib';
import { JwtPolicyModule, type DecisionEvent } from 'nest-jwt-policy';
import { microservices } from 'nest-jwt-policy/microservices';
import { CONNECTIONS, MESSAGES, QUEUE } from './connections.js';
import { openFront } from './front.js';
import { makeClient } from './message-clients.js';
import { GrpcOrders, HttpOrders, MessageOrders } from './orders.js';

const { TRANSPORT = 'tcp', KIND = 'pure' } = process.env;

const decisions: DecisionEvent[] = [];
const keys = { pem: readFileSync('key.pem', 'utf8') };

@Module({
  imports: [
    JwtPolicyModule.forRoot({
      issuers: [{ issuer: 'https://id.example.com', audience: 'orders', keys }],
      transports: [microservices(MESSAGES)],
      observers: [{ decided: (event) => void decisions.push(event) }],
    }),
  ],
  controllers: [TRANSPORT === 'grpc' ? GrpcOrders : MessageOrders, ...(KIND === 'pure' ? [] : [HttpOrders])],
})
class AppModule {}

/** Starts the service: with messages alone, or with HTTP too. */
async function startService(): Promise<{ close(): Promise<void>; url: string }> {
  const connection = CONNECTIONS[TRANSPORT]!();
  if (KIND === 'pure') {
    const app = await NestFactory.createMicroservice(AppModule, { ...connection, logger: ['error'] });
    await app.listen();
    return { close: () => app.close(), url: '' };
  }
  const app = await NestFactory.create(AppModule, { logger: ['error'] });
  app.connectMicroservice(connection, KIND === 'hybrid' ? { inheritAppConfig: true } : {});
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  return { close: () => app.close(), url: await app.getUrl() };
}

/** How many messages wait in the queue, and how many were rejected. */
async function readQueues(): Promise<object> {
  const connection = await connect(QUEUE.urls[0]!);
  const channel = await connection.createChannel();
  await channel.assertQueue('refused', { durable: false });
  const counts = await Promise.all(['orders', 'refused'].map((name) => channel.checkQueue(name)));
  await connection.close();
  return Object.fromEntries(counts.map(({ queue, messageCount }) => [queue, messageCount]));
}

async function start(): Promise<void> {
  let service = await startService();
  const front = await openFront({
    client: await makeClient(TRANSPORT),
    decisions,
    url: () => service.url,
    queues: readQueues,
    async restart() {
      await service.close();
      service = await startService();
    },
  });
  process.stdout.write(`Listening on ${front}\n`);
}

start().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
