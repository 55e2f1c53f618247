import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SCOPE } from '../corpus/contract.mjs';
import { library, optionsOf } from '../library.mjs';

const HANDLERS_PER_CONTROLLER = 10;

function makeController(index, handlers, decorators) {
  class OrdersController {}
  for (let number = 0; number < handlers; number += 1) {
    const name = `list${number}`;
    const descriptor = { value: () => ({ ok: true }), writable: true, configurable: true };
    Object.defineProperty(OrdersController.prototype, name, descriptor);
    for (const decorate of [Get(name), ...decorators]) decorate(OrdersController.prototype, name, descriptor);
  }
  Controller(`orders${index}`)(OrdersController);
  return OrdersController;
}

/** Controllers with so many routes in all. */
export function makeControllers(routes, decorators) {
  return Array.from({ length: Math.ceil(routes / HANDLERS_PER_CONTROLLER) }, (_none, index) =>
    makeController(
      index,
      Math.min(routes - index * HANDLERS_PER_CONTROLLER, HANDLERS_PER_CONTROLLER),
      decorators,
    ),
  );
}

/**
 * A Nest application with the library's module, that does not listen. Every route demands a scope.
 * @param {object} settings
 * @param {number} [settings.routes]
 * @param {object} [settings.issuer] what `optionsOf` takes
 * @param {object | false} [settings.tokenCache]
 * @param {object} [settings.more] further options of the module
 * @param {object} [settings.options] all options of the module, in place of those of the suites
 */
export async function openApplication({ routes = 10, issuer, tokenCache, more = {}, options }) {
  const { JwtPolicyModule, JwtPolicyGuard, RequireScope } = await library();
  const controllers = makeControllers(routes, [RequireScope(SCOPE)]);
  class AppModule {}
  const all = options ?? { ...(await optionsOf(issuer, tokenCache)), ...more };
  Module({ imports: [JwtPolicyModule.forRoot(all)], controllers })(AppModule);
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
