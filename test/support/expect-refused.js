import { expect } from '@jest/globals';
/** The status and the OAuth error that go with each kind of refusal (RFC 6750 §3.1). */
const ANSWERS = {
    unauthorized: 401,
    invalid_request: 400,
    invalid_token: 401,
    insufficient_scope: 403,
    forbidden: 403,
    temporarily_unavailable: 503,
};
const WITHOUT_ERROR = ['unauthorized', 'forbidden'];
/** Asserts status, code, body and the whole challenge of a refusal at once. `scope` is what the challenge must name. */
export async function expectRefused(response, code, error, scope) {
    const body = (await response.json());
    const told = WITHOUT_ERROR.includes(error) ? '' : ` error="${error}", error_description="${body.message}"`;
    const challenge = `Bearer${told}${scope === undefined ? '' : `, scope="${scope}"`}`;
    expect({
        status: response.status,
        challenge: response.headers.get('www-authenticate'),
        retries: /^[1-9]\d*$/.test(response.headers.get('retry-after') ?? ''),
        body,
    }).toEqual({
        status: ANSWERS[error],
        challenge: error === 'temporarily_unavailable' ? null : challenge,
        retries: error === 'temporarily_unavailable',
        body: { statusCode: ANSWERS[error], code, error, message: expect.stringMatching(/^[A-Z].+\.$/) },
    });
}
