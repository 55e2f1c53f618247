import { readFileSync } from 'node:fs';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { GuardedElsewhere, JwtPolicyModule } from 'nest-jwt-policy';

const { ACKNOWLEDGED } = process.env;
const Acknowledge = (): ClassDecorator =>
  ACKNOWLEDGED === undefined ? () => undefined : GuardedElsewhere('WsAuthGuard');

@WebSocketGateway()
@Acknowledge()
class ChatGateway {
  handleConnection(): void {
    process.stdout.write('Connected\n');
  }

  @SubscribeMessage('join')
  join(): string {
    return 'joined';
  }
}

@Controller()
class OrdersController {
  @Get('list')
  list(): string {
    return 'list';
  }
}

const keys = { pem: readFileSync('key.pem', 'utf8') };
const issuers = [{ issuer: 'https://id.example.com', audience: 'orders', keys }];

@Module({
  imports: [JwtPolicyModule.forRoot({ issuers })],
  controllers: [OrdersController],
  providers: [ChatGateway],
})
class AppModule {}

async function start(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ['error'] });
  app.useWebSocketAdapter(new WsAdapter(app));
  await app.listen(0, '127.0.0.1');
  process.stdout.write(`Listening on ${await app.getUrl()}\n`);
}

start().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
