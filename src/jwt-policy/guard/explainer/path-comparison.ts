import type { HttpAdapterHost } from '@nestjs/core';
import type { PathComparison } from '../../routes/index.js';

/** The adapter of an application; undefined if it serves messages alone. */
export type HttpAdapter = HttpAdapterHost['httpAdapter'] | undefined;

/** The part of an Express application that shows how it compares paths. */
interface ExpressApp {
  enabled?(setting: string): boolean;
}

/** The part of a Fastify instance that shows how it compares paths. */
interface FastifyApp {
  readonly initialConfig?: {
    readonly caseSensitive?: boolean;
    readonly ignoreTrailingSlash?: boolean;
    readonly routerOptions?: { readonly caseSensitive?: boolean; readonly ignoreTrailingSlash?: boolean };
  };
}

/** Whether an adapter is that of Fastify. */
export function isFastify(adapter: HttpAdapter): boolean {
  return adapter?.getType() === 'fastify';
}

/** How the router of an adapter compares paths. */
export function pathComparison(adapter: HttpAdapter): PathComparison {
  const instance: object = adapter?.getInstance<object>() ?? {};
  if (!isFastify(adapter)) {
    const app: ExpressApp = instance;
    const isSet = (setting: string): boolean => app.enabled?.(setting) === true;
    return { isCaseSensitive: isSet('case sensitive routing'), isStrict: isSet('strict routing') };
  }
  const { initialConfig = {} }: FastifyApp = instance;
  const { caseSensitive = true, ignoreTrailingSlash = false } = {
    ...initialConfig,
    ...initialConfig.routerOptions,
  };
  return { isCaseSensitive: caseSensitive, isStrict: !ignoreTrailingSlash };
}
