import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SCOPE } from '../corpus/contract.mjs';
import { library, optionsOf } from '../library.mjs';

const HANDLERS_PER_CONTROLLER = 10;

function makeController(index, handlers, RequireScope) {
  class OrdersController {}
  for (let number = 0; number < handlers; number += 1) {
    const name = `list${number}`;
    const descriptor = { value: () => ({ ok: true }), writable: true, configurable: true };
    Object.defineProperty(OrdersController.prototype, name, descriptor);
    Get(name)(OrdersController.prototype, name, descriptor);
    RequireScope(SCOPE)(OrdersController.prototype, name, descriptor);
  }
  Controller(`orders${index}`)(OrdersController);
  return OrdersController;
}

/**
 * A Nest application with the library's module, that does not listen. Every route demands a scope.
 * @param {object} settings
 * @param {number} [settings.routes]
 * @param {object} [settings.issuer] what `optionsOf` takes
 * @param {object | false} [settings.tokenCache]
 * @param {object} [settings.more] further options of the module
 */
export async function openApplication({ routes = 10, issuer, tokenCache, more = {} }) {
  const { JwtPolicyModule, JwtPolicyGuard, RequireScope } = await library();
  const controllers = Array.from({ length: Math.ceil(routes / HANDLERS_PER_CONTROLLER) }, (_none, index) =>
    makeController(
      index,
      Math.min(routes - index * HANDLERS_PER_CONTROLLER, HANDLERS_PER_CONTROLLER),
      RequireScope,
    ),
  );
  class AppModule {}
  const options = { ...(await optionsOf(issuer, tokenCache)), ...more };
  Module({ imports: [JwtPolicyModule.forRoot(options)], controllers })(AppModule);
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
  const targets = controllers.flatMap((controller) =>
    Object.getOwnPropertyNames(controller.prototype)
      .filter((name) => name !== 'constructor')
      .map((name) => ({ controller, handler: controller.prototype[name] })),
  );
  return { app, guard: app.get(JwtPolicyGuard), targets };
}

/** Keys as a remote set would give them: fetched once, from memory. */
export function keysFromMemory(jwks) {
  return { fetch: async () => Response.json(jwks) };
}
