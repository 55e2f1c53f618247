import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { JwtPolicyModule } from 'nest-jwt-policy';
import { controllers, issuer } from './orders.module.mjs';

class AppModule {}
const everywhere = process.env.DEFAULT_POLICY === undefined ? [] : [{ name: 'default', issuers: [issuer] }];
const strict = { name: 'strict', issuers: [issuer], appliesTo: [{ path: '/Orders' }] };
Module({ imports: [JwtPolicyModule.forRoot({ policies: [...everywhere, strict] })], controllers })(AppModule);

const app = await NestFactory.create(AppModule);
await app.listen(0, '127.0.0.1');
