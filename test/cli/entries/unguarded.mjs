import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

class AppModule {}
Module({})(AppModule);

const app = await NestFactory.create(AppModule);
await app.listen(0, '127.0.0.1');
