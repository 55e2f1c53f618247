import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

class AppModule {}
Module({ providers: [{ provide: Symbol.for('test:answers'), useValue: { greet: (d) => `hello ${d}` } }] })(
  AppModule,
);

const app = await NestFactory.create(AppModule);
await app.listen(3999, '127.0.0.1');
