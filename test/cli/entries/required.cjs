const { NestFactory } = require('@nestjs/core');

async function start() {
  const { OrdersModule } = await import('./orders.module.mjs');
  const app = await NestFactory.create(OrdersModule);
  app.setGlobalPrefix('api');
  await app.listen(0, '127.0.0.1');
}

void start();
