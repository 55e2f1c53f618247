import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

import { describe, expect, it } from '@jest/globals';

import { ALGORITHMS, ServiceSettings } from '../../src/config/service.settings.js';
import { variablesOf } from '../../src/config/variables.js';
import { ALGORITHM_NAMES } from '../../src/jwt-policy/index.js';

/** NODE_ENV is Node's own variable; the service reads it, but it is no setting of the service. */
const inCode = variablesOf(ServiceSettings)
  .filter((name) => name !== 'NODE_ENV')
  .toSorted();

/** Defaults by variable as the code has them, written as a user would; '' for what is unset. */
const defaultsInCode = Object.fromEntries(
  inCode.map((name) => [name, String(new ServiceSettings()[name as keyof ServiceSettings] ?? '')]),
);

/** Rows `| HOST, PORT | 127.0.0.1, 3000 | meaning |` of docs/sample.md, one entry per variable. */
function defaultsInPage(): Record<string, string> {
  const rows = readFileSync('docs/sample.md', 'utf8').matchAll(
    /^\| *((?:[A-Z][A-Z0-9_]+(?:, )?)+) *\| *([^|]*?) *\|.*\|$/gm,
  );
  return Object.fromEntries(
    [...rows].flatMap(([, names = '', defaults = '']) => {
      const values = defaults.split(', ');
      return names
        .trim()
        .split(', ')
        .map((name, index) => [name, valueOf(values[index])]);
    }),
  );
}

/** A dash, or words such as "discovered", stand for a variable that is unset. */
function valueOf(told: string | undefined): string {
  return told === undefined || told === '–' || told === 'discovered' ? '' : told;
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
