import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, MODULE_PATH, PATH_METADATA, VERSION_METADATA } from '@nestjs/common/constants.js';
import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import { RoutePathFactory } from '@nestjs/core/router/route-path-factory.js';
import type { ControllerClass } from './declared-targets.js';

/** A route as the router will know it. */
export interface RoutePattern {
  readonly method: string;
  readonly pattern: string;
}

type RoutePathMetadata = Parameters<RoutePathFactory['create']>[0];

function listOf(value: unknown): readonly string[] {
  if (value === undefined) return [''];
  return [value].flat().map(String);
}

/** Whether the method has a route decorator. */
export function isRoute(handler: object): boolean {
  return Reflect.hasMetadata(PATH_METADATA, handler);
}

/**
 * What a pattern with optional parts can become: with each part and without. A part without a parameter leaves no
 * trace in a call, so that nobody can tell afterwards which it was; see `routedPattern`.
 */
function expandOptional(pattern: string): readonly string[] {
  const group = /\{([^{}]*)\}/.exec(pattern);
  if (group !== null)
    return [group[1] ?? '', ''].flatMap((text) => expandOptional(pattern.replace(group[0], text)));
  return pattern.endsWith('?') ? [pattern.slice(0, -1), pattern.replace(/\/[^/]*$/, '') || '/'] : [pattern];
}

/** Tells at start under which patterns Nest routes a handler: global prefix, module path and version included. */
export class RoutePatterns {
  private readonly factory: RoutePathFactory;

  constructor(
    private readonly config: ApplicationConfig,
    private readonly modules: ModulesContainer,
  ) {
    this.factory = new RoutePathFactory(config);
  }

  of(controller: ControllerClass, handler: object, module: object | undefined): readonly RoutePattern[] {
    const method = (Reflect.getMetadata(METHOD_METADATA, handler) ?? RequestMethod.GET) as RequestMethod;
    const versioning = this.config.getVersioning();
    const modulePath: unknown =
      module &&
      (Reflect.getMetadata(MODULE_PATH + this.modules.applicationId, module) ??
        Reflect.getMetadata(MODULE_PATH, module));
    return listOf(Reflect.getMetadata(PATH_METADATA, controller)).flatMap((ctrlPath) =>
      listOf(Reflect.getMetadata(PATH_METADATA, handler)).flatMap((methodPath) => {
        const metadata = {
          ctrlPath,
          methodPath,
          globalPrefix: this.config.getGlobalPrefix(),
          modulePath,
          controllerVersion: Reflect.getMetadata(VERSION_METADATA, controller) ?? versioning?.defaultVersion,
          methodVersion: Reflect.getMetadata(VERSION_METADATA, handler),
          versioningOptions: versioning,
        } as RoutePathMetadata;
        const patterns = this.factory.create(metadata, method);
        return patterns
          .flatMap(expandOptional)
          .map((pattern) => ({ method: RequestMethod[method], pattern }));
      }),
    );
  }
}
