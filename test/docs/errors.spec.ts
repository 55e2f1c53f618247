import { expect, test } from '@jest/globals';
import { JwtPolicyConfigurationError } from '../../src/jwt-policy/index.js';
import { REFUSALS, refuse, type RefusalCode } from '../../src/jwt-policy/errors/index.js';
import { normalizeOptions } from '../../src/jwt-policy/options/index.js';
import { muleSoftResponses } from '../../src/jwt-policy/mulesoft/index.js';
import { respondTo, type RefusalBody } from '../../src/jwt-policy/responses/index.js';
import { codeBlocks, readDocument, tableRows } from './markdown.js';

const page = readDocument('docs/errors.md');

/** The headings of the refusals: each is followed by status, error and message, and a paragraph of advice. */
const REFUSAL = /^### `(\w+)`\n\n(\d+) `(\w+)`: "(.+)"\n\n([^#]+?)\n(?=\n#)/gm;

const documented = [...page.matchAll(REFUSAL)].map(([, ...parts]) => parts);

test('docs/errors.md lists every code with the status, error and message that it has', () => {
  const codes = Object.keys(REFUSALS) as RefusalCode[];
  expect(documented.map(([code, status, error, message]) => [code, Number(status), error, message])).toEqual(
    codes.map((code) => {
      const { status, body } = respondTo(refuse(code, ''));
      const { error, message } = body as RefusalBody;
      return [code, status, error, message];
    }),
  );
});

test('every code says when it happens and what to do', () => {
  const withoutAdvice = documented.filter(([, , , , advice = '']) => !/^[A-Z`][^]{20,}\.$/.test(advice));
  expect(withoutAdvice.map(([code]) => code)).toEqual([]);
});

test('docs/errors.md lists every answer in the words of MuleSoft, and no other code', () => {
  const rows = tableRows(page, '## As MuleSoft answers').filter(([code]) => code !== 'code');
  const answers = (Object.keys(REFUSALS) as RefusalCode[]).flatMap((code) => {
    const { status, headers, body } = respondTo(refuse(code, ''), muleSoftResponses);
    const sent = Object.entries(headers).map(([name, value]) => `\`${name}: ${value}\``);
    const row = [`\`${code}\``, String(status), `\`${JSON.stringify(body)}\``, sent.join(', ') || '–'];
    return 'code' in (body as object) ? [] : [row];
  });
  expect(answers.length).toBeGreaterThan(10);
  expect(rows).toEqual(answers);
});

test('the example of a body is the real one', () => {
  const { body } = respondTo(refuse('SCOPE_MISSING', ''));
  expect(JSON.parse(codeBlocks(page, 'json')[0] ?? '')).toEqual(body);
});

test('the example of a configuration error is the real one', () => {
  const options = { issuers: [{ issuer: 'https://id.test', audiences: 'orders' }] };
  const error = (() => {
    try {
      return normalizeOptions(options as never);
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toBeInstanceOf(JwtPolicyConfigurationError);
  expect(page).toContain((error as Error).message);
});
