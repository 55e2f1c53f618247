import { describe, expect, it } from '@jest/globals';
import { reasonInWords } from './fetch-reasons.js';

describe('The reason of a failed fetch', () => {
  it.each([
    ['ECONNREFUSED', 'nothing listens at id.example.com:8443'],
    ['ECONNRESET', 'the server closed the connection'],
    ['UND_ERR_SOCKET', 'the server closed the connection'],
    ['ETIMEDOUT', 'nothing answers at id.example.com:8443'],
    ['UND_ERR_CONNECT_TIMEOUT', 'nothing answers at id.example.com:8443'],
    ['ENOTFOUND', 'the host name of id.example.com:8443 is unknown'],
    ['EAI_AGAIN', 'cannot be looked up'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'does not speak TLS at id.example.com:8443'],
    ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'does not speak TLS at id.example.com:8443'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'NODE_EXTRA_CA_CERTS'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'NODE_EXTRA_CA_CERTS'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'NODE_EXTRA_CA_CERTS'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'NODE_EXTRA_CA_CERTS'],
    ['CERT_HAS_EXPIRED', 'has expired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'is not for id.example.com:8443'],
  ])('is said in words, with the code %s behind them', (code, words) => {
    const reason = reasonInWords(code, 'https://id.example.com:8443/jwks?key=secret');
    expect(reason).toContain(words);
    expect(reason).toContain(`(${code})`);
    expect(reason).not.toContain('secret');
  });

  it.each(['EOTHER', 'the answer has status 404, not 200', '__proto__', 'constructor'])(
    'is left as it is without words for it: %s',
    (reason) => {
      expect(reasonInWords(reason, 'https://id.example.com')).toBe(reason);
    },
  );
});
