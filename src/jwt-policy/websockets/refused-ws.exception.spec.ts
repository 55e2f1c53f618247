import { WsException } from '@nestjs/websockets';
import { describe, expect, it } from '@jest/globals';
import { REFUSAL_CODES, refuse } from '../errors/index.js';
import { publicRefusal, rfc6750Responses, type ResponseStyle } from '../responses/index.js';
import { RefusedWsException } from './refused-ws.exception.js';

const DETAIL = 'a detail that only the log may have';

function refused(code: (typeof REFUSAL_CODES)[number], style?: ResponseStyle): RefusedWsException {
  return new RefusedWsException(publicRefusal(refuse(code, DETAIL)), style);
}

describe('the exception of a refused connection or message', () => {
  it.each(REFUSAL_CODES)('has for %s an object without a cause, with the status that HTTP has', (code) => {
    const exception = refused(code);
    expect(exception).toBeInstanceOf(WsException);
    expect(exception.code).toBe(code);
    expect(exception.getError()).toEqual({
      status: 'error',
      code,
      statusCode: exception.response.status,
      message: expect.any(String) as unknown,
    });
    expect(JSON.stringify([exception, exception.getError(), exception.response])).not.toContain(DETAIL);
  });

  it('has a family', () => {
    expect(refused('KEYS_UNAVAILABLE').family).toBe('cannot_decide');
  });

  it.each<[string, ResponseStyle | undefined]>([
    ['no style', undefined],
    ['a style that has no answer', { respond: () => undefined }],
  ])('answers a handshake by RFC 6750 with %s', (_what, style) => {
    const refusal = publicRefusal(refuse('TOKEN_EXPIRED', DETAIL));
    expect(new RefusedWsException(refusal, style).response).toEqual(rfc6750Responses.respond(refusal));
  });

  it('answers a handshake in the style of the policy', () => {
    const response = { status: 418, headers: {}, body: 'no' };
    expect(refused('TOKEN_EXPIRED', { respond: () => response }).response).toBe(response);
  });

  it('answers with 500 and nothing else if the style throws', () => {
    const style = {
      respond: () => {
        throw new Error(DETAIL);
      },
    };
    expect(refused('TOKEN_EXPIRED', style).response).toEqual({ status: 500, headers: {}, body: '' });
  });
});
