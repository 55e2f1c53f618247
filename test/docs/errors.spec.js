import { expect, test } from '@jest/globals';
import { JwtPolicyConfigurationError } from '../../src/jwt-policy/index.js';
import { REFUSALS, refuse } from '../../src/jwt-policy/errors/index.js';
import { normalizeOptions } from '../../src/jwt-policy/policy/index.js';
import { toHttpResponse } from '../../src/jwt-policy/responses/index.js';
import { codeBlocks, readDocument, tableRows } from './markdown.js';
const page = readDocument('docs/errors.md');
test('docs/errors.md lists every code with the status, error and message that it has', () => {
    const documented = tableRows(page, '## Refusals').filter(([code]) => code !== 'code');
    const rows = documented.map(([code = '', status, error, message]) => [
        code.replaceAll('`', ''),
        Number(status),
        error,
        message,
    ]);
    const codes = Object.keys(REFUSALS);
    expect(rows).toEqual(codes.map((code) => {
        const { status, body } = toHttpResponse(refuse(code, ''));
        return [code, status, body.error, body.message];
    }));
});
test('every row says when it happens and what to do', () => {
    for (const [code, , , , advice] of tableRows(page, '## Refusals'))
        expect([code, advice?.length]).not.toEqual([code, 0]);
});
test('the example of a body is the real one', () => {
    const { body } = toHttpResponse(refuse('SCOPE_MISSING', ''));
    expect(JSON.parse(codeBlocks(page, 'json')[0] ?? '')).toEqual(body);
});
test('the example of a configuration error is the real one', () => {
    const options = { issuers: [{ issuer: 'https://id.test', audiences: 'orders' }] };
    const error = (() => {
        try {
            return normalizeOptions(options);
        }
        catch (thrown) {
            return thrown;
        }
    })();
    expect(error).toBeInstanceOf(JwtPolicyConfigurationError);
    expect(page).toContain(error.message);
});
