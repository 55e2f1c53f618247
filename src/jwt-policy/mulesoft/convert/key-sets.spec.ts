import { describe, expect, it } from '@jest/globals';
import { findingsOf, issuerOf, troubles } from '../../../../test/mulesoft/import-bench.js';

describe('jwksUrl', () => {
  it('is one URL or several, separated by commas', async () => {
    const jwksUrl = ' https://a.example.com/jwks, https://b.example.com/jwks,https://a.example.com/jwks ';
    expect(await issuerOf({ jwksUrl })).toMatchObject({
      jwksUri: ['https://a.example.com/jwks', 'https://b.example.com/jwks'],
      allowMissingKid: true,
    });
  });

  it.each([
    [undefined, 'is needed'],
    ['', 'is needed'],
    [' , ', 'is needed'],
    ['jwks', 'must be a URL'],
    ['ftp://id.example.com', 'https'],
    ['https://{jwtUrl}/jwks', '{jwtUrl}'],
    ['https://user:password@id.example.com', 'password'],
    ['http://id.example.com/jwks', 'dangerouslyAllowInsecureHttp'],
    ['https://id.example.com,http://id.example.com', 'URL 2'],
  ])('%j is an error', async (jwksUrl, words) => {
    const found = await findingsOf({ jwksUrl });
    expect(troubles(found)).toEqual(['JWKS_URL_INVALID configurationData.jwksUrl']);
    expect(found.find(({ level }) => level === 'error')?.message).toContain(words);
  });

  it('over plain http is accepted for this machine, and beyond it where that is said', async () => {
    expect(troubles(await findingsOf({ jwksUrl: 'http://localhost:3001/jwks' }))).toEqual([]);
    const options = { dangerouslyAllowInsecureHttp: true };
    const jwksUrl = 'http://id.example.com/jwks';
    expect(troubles(await findingsOf({ jwksUrl }, options))).toEqual([
      'INSECURE_HTTP configurationData.jwksUrl',
    ]);
    expect((await issuerOf({ jwksUrl }, options)).jwks).toMatchObject(options);
    expect((await issuerOf()).jwks).not.toHaveProperty('dangerouslyAllowInsecureHttp');
  });

  it('that is the example of the form is told where it is used only', async () => {
    const jwksUrl = 'https://your-jwks-service.example:80/base/path';
    expect(troubles(await findingsOf({ jwksUrl }))).toEqual(['PLACEHOLDER configurationData.jwksUrl']);
    const unused = {
      jwksUrl: 'http://your-jwks-service.example:80/base/path',
      signingMethod: 'hmac',
      jwtKeyOrigin: 'text',
    };
    const options = { textKeys: 'thirty-two letters and some more' };
    expect(troubles(await findingsOf(unused, options))).toEqual([]);
  });
});

describe('jwksServiceTimeToLive and jwksServiceConnectionTimeout', () => {
  it('are minutes and milliseconds, an hour and ten seconds where nothing is said', async () => {
    expect((await issuerOf()).jwks).toEqual({ timeToLiveSeconds: 3600, timeoutMs: 10_000 });
    const given = { jwksServiceTimeToLive: '90', jwksServiceConnectionTimeout: 2500 };
    expect((await issuerOf(given)).jwks).toEqual({ timeToLiveSeconds: 5400, timeoutMs: 2500 });
  });

  it.each([
    ['jwksServiceTimeToLive', 0, { timeToLiveSeconds: 30 }],
    ['jwksServiceTimeToLive', 1441, { timeToLiveSeconds: 86_400 }],
    ['jwksServiceConnectionTimeout', 99, { timeoutMs: 100 }],
    ['jwksServiceConnectionTimeout', '60001', { timeoutMs: 60_000 }],
  ])('%s: %s becomes the nearest possible, with a warning', async (name, value, expected) => {
    expect((await issuerOf({ [name]: value })).jwks).toMatchObject(expected);
    expect(troubles(await findingsOf({ [name]: value }))).toEqual([
      `VALUE_CLAMPED configurationData.${name}`,
    ]);
  });

  it.each([
    ['jwksServiceTimeToLive', 1440],
    ['jwksServiceTimeToLive', 0.5],
    ['jwksServiceConnectionTimeout', 100],
    ['jwksServiceConnectionTimeout', 60_000],
  ])('%s: %s is taken as it is', async (name, value) => {
    expect(troubles(await findingsOf({ [name]: value }))).toEqual([]);
  });

  it.each([-1, 'an hour', [60], {}, Number.NaN, '1e3', true])('%j is an error', async (value) => {
    for (const name of ['jwksServiceTimeToLive', 'jwksServiceConnectionTimeout'])
      expect(troubles(await findingsOf({ [name]: value }))).toEqual([
        `VALUE_INVALID configurationData.${name}`,
      ]);
  });
});
