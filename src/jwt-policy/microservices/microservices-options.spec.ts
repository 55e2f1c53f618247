import { describe, expect, it } from '@jest/globals';
import { JwtPolicyConfigurationError } from '../errors/index.js';
import { readMicroservicesOptions } from './microservices-options.js';

const DEFAULT = { header: 'authorization', payload: undefined };

describe('the options of microservices()', () => {
  it('read the header authorization on every transport by default', () => {
    expect(readMicroservicesOptions({})).toEqual({
      tcp: DEFAULT,
      redis: DEFAULT,
      nats: DEFAULT,
      mqtt: DEFAULT,
      rmq: DEFAULT,
      kafka: DEFAULT,
      grpc: DEFAULT,
    });
  });

  it('name another header, in any letter case, or a field of the payload', () => {
    const { tcp, nats } = readMicroservicesOptions({
      token: { tcp: { payload: 'token' }, nats: { header: 'X-Token' } },
    });
    expect([tcp, nats]).toEqual([
      { header: 'authorization', payload: 'token' },
      { header: 'x-token', payload: undefined },
    ]);
  });

  it.each<[string, unknown]>([
    ['microservices(): takes an object', undefined],
    ['microservices(): takes an object', []],
    ['place: is not an option here; known are token.', { place: {} }],
    ['token: must be an object', { token: undefined }],
    ['token: must be an object', { token: 'tcp' }],
    ['token.tpc: is not an option here; known are tcp,', { token: { tpc: {} } }],
    ["token.tcp: must be an object such as { header: 'authorization' }.", { token: { tcp: undefined } }],
    ['token.tcp.headers: is not an option here; did you mean header?', { token: { tcp: { headers: 'a' } } }],
    ['token.tcp.header: must be the name of a header.', { token: { tcp: { header: 'a b' } } }],
    ['token.tcp.header: must be the name of a header.', { token: { tcp: { header: 7 } } }],
    ['token.tcp.payload: must be the name of a field', { token: { tcp: { payload: undefined } } }],
    ['token.tcp.payload: must be the name of a field', { token: { tcp: { payload: '' } } }],
    ['token.tcp.payload: must be the name of a field', { token: { tcp: { payload: '__proto__' } } }],
    ['token.grpc.payload: is not read', { token: { grpc: { payload: 'token' } } }],
  ])('are refused: %s', (message, options) => {
    expect(() => readMicroservicesOptions(options)).toThrow(JwtPolicyConfigurationError);
    expect(() => readMicroservicesOptions(options)).toThrow(message);
  });
});
