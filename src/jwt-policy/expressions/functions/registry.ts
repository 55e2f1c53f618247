import type { FunctionDefinition } from './function-definition.js';
import { ENCODING_FUNCTIONS } from './encoding-functions.js';
import { LAMBDA_FUNCTIONS } from './lambda-functions.js';
import { LIST_FUNCTIONS } from './list-functions.js';
import { NUMBER_FUNCTIONS } from './number-functions.js';
import { PATTERN_FUNCTIONS } from './pattern-functions.js';
import { TEXT_FUNCTIONS } from './text-functions.js';

/** All functions of the language. */
export const FUNCTIONS: readonly FunctionDefinition[] = Object.freeze([
  ...PATTERN_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ...LIST_FUNCTIONS,
  ...LAMBDA_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...ENCODING_FUNCTIONS,
]);

/** The modules that functions come from. */
export const MODULES: ReadonlySet<string> = new Set(FUNCTIONS.map(({ module }) => module));

const BY_FULL_NAME: ReadonlyMap<string, FunctionDefinition> = new Map(
  FUNCTIONS.map((definition) => [`${definition.module}::${definition.name}`, definition]),
);

const NAMES: ReadonlySet<string> = new Set(FUNCTIONS.map(({ name }) => name));

/** Whether some module has a function of this name. */
export function isFunctionName(name: string): boolean {
  return NAMES.has(name);
}

/** The function of a module, or undefined. */
export function findFunction(module: string, name: string): FunctionDefinition | undefined {
  return BY_FULL_NAME.get(`${module}::${name}`);
}

/** The names of the functions of a module. */
export function functionNames(module: string): readonly string[] {
  return FUNCTIONS.filter((definition) => definition.module === module).map(({ name }) => name);
}
