import { Installation, type TestingModuleBuilderLike } from './installation.js';
import type { IssuerState } from './issuer-state.js';
import { assertNotProduction } from './production.js';
import { TestKitError } from './test-kit-error.js';

const installations = new WeakMap<object, Installation>();

function isBuilder(value: unknown): value is TestingModuleBuilderLike {
  return (
    typeof value === 'object' &&
    value !== null &&
    'overrideProvider' in value &&
    typeof value.overrideProvider === 'function'
  );
}

/** Whether a builder of Nest has read its modules, which `compile()` does. */
function isCompiled(builder: object): boolean {
  const { container } = builder as { container?: { getModules?(): { readonly size: number } } };
  return (container?.getModules?.().size ?? 0) > 0;
}

/** Installs issuers in an application that is about to be compiled, beside those that are installed in it already. */
export function install<Builder extends TestingModuleBuilderLike>(
  builder: Builder,
  states: readonly IssuerState[],
): Builder {
  assertNotProduction();
  if (!isBuilder(builder))
    throw new TestKitError(
      'install() takes what Test.createTestingModule() returns, before compile(): the module is compiled then with the issuer in it.',
    );
  if (isCompiled(builder))
    throw new TestKitError(
      'install() must be called before compile(): this module is compiled already, with its keys.',
    );
  let installation = installations.get(builder);
  if (installation === undefined) {
    installation = new Installation();
    installations.set(builder, installation);
    installation.override(builder);
  }
  for (const state of states) installation.add(state);
  return builder;
}
