import type { ImportDirective } from './ast.js';
import { ExpressionError } from '../diagnostics/expression-error.js';
import type { FunctionDefinition } from '../functions/function-definition.js';
import { MODULES, findFunction, functionNames } from '../functions/registry.js';
import { adviseLeftOut } from '../diagnostics/name-advice.js';
import { describeMembers } from '../diagnostics/name-advice.js';

/** What the imports of a header make known. */
export interface Imports {
  readonly imported: ReadonlyMap<string, FunctionDefinition>;
  /** Modules by the name that stands before `::`. */
  readonly importedModules: ReadonlyMap<string, string>;
}

function lastName(module: string): string {
  return module.slice(module.lastIndexOf(':') + 1);
}

/** Resolves the imports of a header. Throws for what is not there. */
export function resolveImports(source: string, directives: readonly ImportDirective[]): Imports {
  const imported = new Map<string, FunctionDefinition>();
  const importedModules = new Map<string, string>();
  for (const { module, span, names } of directives) {
    const known = functionNames(module);
    if (!MODULES.has(module)) {
      const summary = `There is no module ${module} here.`;
      throw new ExpressionError('UNKNOWN_NAME', source, span, summary, describeMembers(module, [...MODULES]));
    }
    importedModules.set(lastName(module), module);
    if (names === undefined) continue;
    for (const { name, alias } of names === '*' ? known.map((one) => ({ name: one, alias: one })) : names) {
      const definition = findFunction(module, name);
      if (definition === undefined) {
        const summary = `${module} has no function ${name} here.`;
        throw new ExpressionError(
          'UNKNOWN_FUNCTION',
          source,
          span,
          summary,
          adviseLeftOut(name) ?? describeMembers(name, known),
        );
      }
      imported.set(alias, definition);
    }
  }
  return { imported, importedModules };
}
