import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

import { describe, expect, it } from '@jest/globals';

import { ALGORITHMS, ServiceSettings } from '../../src/config/service.settings.js';
import { variablesOf } from '../../src/config/parse-settings.js';
import { ALGORITHM_NAMES } from '../../src/jwt-policy/index.js';
import { listEntries, readDocument } from '../docs/markdown.js';

/** NODE_ENV is Node's own variable; the service reads it, but it is no setting of the service. */
const inCode = variablesOf(ServiceSettings)
  .filter((name) => name !== 'NODE_ENV')
  .toSorted();

/** Defaults by variable as the code has them, written as a user would; '' for what is unset. */
const defaultsInCode = Object.fromEntries(
  inCode.map((name) => [name, String(new ServiceSettings()[name as keyof ServiceSettings] ?? '')]),
);

/** Defaults by variable as docs/sample.md has them; '' for what is unset. */
function defaultsInPage(): Record<string, string> {
  const entries = listEntries(readDocument('docs/sample.md'), '## Settings');
  return Object.fromEntries(entries.map(({ name, note }) => [name, note.replace(/^default: /, '')]));
}

describe('the settings', () => {
  it('are the same in docs/sample.md, .env.example and code, with the same defaults', () => {
    expect(defaultsInPage()).toEqual(defaultsInCode);
    expect(parseEnv(readFileSync('.env.example', 'utf8'))).toEqual(defaultsInCode);
  });

  it('are each explained in .env.example, by a comment above', () => {
    const paragraphs = readFileSync('.env.example', 'utf8').split('\n\n').slice(1);
    for (const paragraph of paragraphs) expect(paragraph).toMatch(/^# [A-Z]/);
    expect(paragraphs.join('\n').match(/^[A-Z_]+=/gm)).toHaveLength(inCode.length);
  });

  it('let an issuer sign with every algorithm a key set can serve', () => {
    expect([...ALGORITHMS].toSorted()).toEqual(
      ALGORITHM_NAMES.filter((name) => !name.startsWith('HS')).toSorted(),
    );
  });
});
