import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from '@jest/globals';

/** Policies of real users are not part of this repository: they lie beside it, or where TEST_MULESOFT_DIR says. */
const told = process.env['TEST_MULESOFT_DIR'];
const folder = told ?? join(import.meta.dirname, '../../../shared/mulesoft');

/** The names of the files in one of the folders. */
export function sharedFiles(kind: 'policies' | 'policies-invalid'): readonly string[] {
  return readdirSync(join(folder, kind)).toSorted();
}

/** One policy, with its template variables filled in as a pipeline would do. */
export function sharedPolicy(
  kind: 'policies' | 'policies-invalid',
  file: string,
  variables: Readonly<Record<string, string>> = {},
): Record<string, unknown> {
  const text = readFileSync(join(folder, kind, file), 'utf8');
  const filled = Object.entries(variables).reduce(
    (result, [name, value]) => result.replaceAll(`{${name}}`, value),
    text,
  );
  return JSON.parse(filled) as Record<string, unknown>;
}

/** The expressions that real policies hold. */
export function sharedExpressions(): readonly { readonly expr: string; readonly slot: string }[] {
  return JSON.parse(readFileSync(join(folder, 'expressions.json'), 'utf8')) as never;
}

/** A suite over these files. Without them it is skipped, and says so; a TEST_MULESOFT_DIR that has none is an error. */
export function describeShared(title: string, suite: () => void): void {
  if (told !== undefined || existsSync(folder)) {
    describe(title, suite);
    return;
  }
  const sentence = `${title}: the policies are not at hand; put them into ../shared/mulesoft or set TEST_MULESOFT_DIR`;
  process.stderr.write(`SKIPPED ${sentence}.\n`);
  test.skip(sentence, () => undefined);
}
