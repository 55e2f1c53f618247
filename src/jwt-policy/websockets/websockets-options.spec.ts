import { describe, expect, it } from '@jest/globals';
import { JwtPolicyConfigurationError } from '../errors/index.js';
import { readWebsocketsOptions } from './websockets-options.js';

describe('the options of websockets()', () => {
  it('read the handshake alone and close what is refused by default', () => {
    expect(readWebsocketsOptions({})).toEqual({
      query: undefined,
      firstMessage: undefined,
      refuseWith: 'close',
    });
  });

  it('name further places of the token', () => {
    const options = readWebsocketsOptions({ token: { query: 't', firstMessage: { event: 'authenticate' } } });
    expect(options).toEqual({
      query: 't',
      firstMessage: { event: 'authenticate', withinMs: 5000 },
      refuseWith: 'close',
    });
    expect(Object.isFrozen(options)).toBe(true);
  });

  it.each([100, 60_000])('wait for the first message for %d ms', (withinMs) => {
    const { firstMessage } = readWebsocketsOptions({ token: { firstMessage: { event: 'hi', withinMs } } });
    expect(firstMessage).toEqual({ event: 'hi', withinMs });
  });

  it('answer handshakes with HTTP', () => {
    expect(readWebsocketsOptions({ refuseWith: 'http', token: { query: 't' } })).toMatchObject({
      refuseWith: 'http',
      query: 't',
    });
  });

  const first = (firstMessage: unknown): object => ({ token: { firstMessage } });
  const time = 'token.firstMessage.withinMs: must be a whole number from 100 to 60000.';
  const name = 'must be a name; leave it out to read no token there.';

  it.each<[string, unknown]>([
    ["websockets(): must be an object such as { refuseWith: 'http' }.", null],
    ["websockets(): must be an object such as { refuseWith: 'http' }.", []],
    ["websockets(): must be an object such as { refuseWith: 'http' }.", 'http'],
    ['refuseWiht: is not an option here; did you mean refuseWith?', { refuseWiht: 'http' }],
    ["refuseWith: must be 'close' or 'http'.", { refuseWith: 'HTTP' }],
    ["refuseWith: must be 'close' or 'http'.", { refuseWith: null }],
    ["token: must be an object such as { query: 'token' }.", { token: undefined }],
    ["token: must be an object such as { query: 'token' }.", { token: 'query' }],
    ['token.header: is not an option here; known are query, firstMessage.', { token: { header: 'x' } }],
    [`token.query: ${name}`, { token: { query: undefined } }],
    [`token.query: ${name}`, { token: { query: '' } }],
    [`token.query: ${name}`, { token: { query: ['t'] } }],
    ["token.firstMessage: must be an object such as { event: 'authenticate' }.", first('authenticate')],
    ["token.firstMessage: must be an object such as { event: 'authenticate' }.", first(undefined)],
    ['token.firstMessage.event: is missing: the name of the event that brings the token.', first({})],
    [`token.firstMessage.event: ${name}`, first({ event: undefined })],
    [
      'token.firstMessage.within: is not an option here; did you mean withinMs?',
      first({ event: 'a', within: 1 }),
    ],
    [time, first({ event: 'a', withinMs: 99 })],
    [time, first({ event: 'a', withinMs: 60_001 })],
    [time, first({ event: 'a', withinMs: 100.5 })],
    [time, first({ event: 'a', withinMs: '5000' })],
    [time, first({ event: 'a', withinMs: Infinity })],
    [time, first({ event: 'a', withinMs: null })],
    [
      "refuseWith: must be 'close' with token.firstMessage: a message comes after the handshake.",
      { refuseWith: 'http', ...first({ event: 'a' }) },
    ],
  ])('are refused: %s', (problem, options) => {
    expect(() => readWebsocketsOptions(options)).toThrow(JwtPolicyConfigurationError);
    expect(() => readWebsocketsOptions(options)).toThrow(problem);
  });

  it('are refused with all their problems at once', () => {
    expect(() => readWebsocketsOptions({ refuseWith: 1, token: { query: '', firstMessage: 1 } })).toThrow(
      '3 problem(s)',
    );
  });
});
