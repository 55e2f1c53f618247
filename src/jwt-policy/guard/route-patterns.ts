import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, MODULE_PATH, PATH_METADATA, VERSION_METADATA } from '@nestjs/common/constants.js';
import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import { LegacyRouteConverter } from '@nestjs/core/router/legacy-route-converter.js';
import { RoutePathFactory } from '@nestjs/core/router/route-path-factory.js';
import type { RoutePattern } from '../inspection/index.js';
import { literalPattern, readPattern, type PatternVariant, type RouterSyntax } from '../routes/index.js';
import type { ControllerClass } from './declared-targets.js';

type RoutePathMetadata = Parameters<RoutePathFactory['create']>[0];

function listOf(value: unknown): readonly string[] {
  if (value === undefined) return [''];
  return [value].flat().map(String);
}

/** Whether the method has a route decorator. */
export function isRoute(handler: object): boolean {
  return Reflect.hasMetadata(PATH_METADATA, handler);
}

/** The part of an HTTP adapter that says how it registers patterns. */
export interface PatternAdapter {
  getType(): string;
  normalizePath?(path: string): string;
}

/** What the adapter makes of a pattern: Nest rewrites `/admin/*` for Express to `/admin/{*path}`. */
function registeredPattern(pattern: string, adapter: PatternAdapter | undefined): string {
  // What the adapter of Express does itself, but that one also logs what it rewrites.
  if (adapter?.getType() === 'express') return LegacyRouteConverter.tryConvert(pattern, { logs: false });
  return adapter?.normalizePath?.(pattern) ?? pattern;
}

const SYNTAX: Readonly<Record<string, RouterSyntax>> = { express: 'express', fastify: 'fastify' };

function variantsOf(pattern: string, adapter: PatternAdapter | undefined): readonly PatternVariant[] {
  const registered = registeredPattern(pattern, adapter);
  const read = readPattern[SYNTAX[adapter?.getType() ?? ''] ?? 'any'](registered);
  return read?.distinctVariants() ?? [literalPattern(registered)];
}

/** Finds at start under which patterns Nest routes a handler: global prefix, module path and version included. */
export class RoutePatterns {
  private readonly factory: RoutePathFactory;

  constructor(
    private readonly config: ApplicationConfig,
    private readonly modules: ModulesContainer,
    private readonly adapter: PatternAdapter | undefined,
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
          .flatMap((pattern) => variantsOf(pattern, this.adapter))
          .map((pattern) => ({ method: RequestMethod[method], pattern }));
      }),
    );
  }
}
