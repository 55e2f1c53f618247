import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { DiscoveryRefusedError, discoveryUrl, readJwksUri } from './discovery.js';

const ISSUER = 'https://id.example.com/pool';
const JWKS = 'https://keys.example.com/jwks';

describe('discoveryUrl', () => {
  it.each([
    ['https://id.example.com', 'https://id.example.com/.well-known/openid-configuration'],
    ['https://id.example.com/', 'https://id.example.com/.well-known/openid-configuration'],
    ['https://id.example.com/a/b', 'https://id.example.com/a/b/.well-known/openid-configuration'],
    ['https://id.example.com/a//', 'https://id.example.com/a//.well-known/openid-configuration'],
  ])('of %s is %s', (issuer, url) => {
    expect(discoveryUrl(issuer)).toBe(url);
  });
});

describe('readJwksUri', () => {
  it('reads the jwks_uri of the expected issuer', () => {
    expect(readJwksUri({ issuer: ISSUER, jwks_uri: JWKS, other: 1 }, ISSUER)).toBe(JWKS);
  });

  it.each([
    ['null', null],
    ['a list', [{ issuer: ISSUER, jwks_uri: JWKS }]],
    ['a text', JSON.stringify({ issuer: ISSUER, jwks_uri: JWKS })],
    ['an empty object', {}],
    ['another issuer', { issuer: 'https://evil.example.com', jwks_uri: JWKS }],
    ['the issuer with a slash more', { issuer: `${ISSUER}/`, jwks_uri: JWKS }],
    ['the issuer in another letter case', { issuer: ISSUER.toUpperCase(), jwks_uri: JWKS }],
    ['the issuer in a list', { issuer: [ISSUER], jwks_uri: JWKS }],
    ['an inherited issuer', JSON.parse(`{"__proto__":{"issuer":"${ISSUER}"},"jwks_uri":"${JWKS}"}`)],
    ['no jwks_uri', { issuer: ISSUER }],
    ['a jwks_uri that is a list', { issuer: ISSUER, jwks_uri: [JWKS] }],
    ['an inherited jwks_uri', JSON.parse(`{"issuer":"${ISSUER}","__proto__":{"jwks_uri":"${JWKS}"}}`)],
    ['an empty jwks_uri', { issuer: ISSUER, jwks_uri: '' }],
    ['a relative jwks_uri', { issuer: ISSUER, jwks_uri: '/jwks' }],
    ['a jwks_uri over plain http', { issuer: ISSUER, jwks_uri: 'http://id.example.com/jwks' }],
    ['a jwks_uri on this machine', { issuer: ISSUER, jwks_uri: 'http://127.0.0.1:9200/jwks' }],
    ['a file', { issuer: ISSUER, jwks_uri: 'file:///etc/passwd' }],
    ['a jwks_uri with a password', { issuer: ISSUER, jwks_uri: 'https://a:b@keys.example.com/jwks' }],
  ])('refuses %s', (_name, document: unknown) => {
    expect(() => readJwksUri(document, ISSUER)).toThrow(DiscoveryRefusedError);
  });

  it.each([
    [
      'https://evil.example.com',
      `the discovery document is of the issuer "https://evil.example.com", not of "${ISSUER}"`,
    ],
    [
      `${ISSUER}/`,
      `the discovery document is of the issuer "${ISSUER}/", not of "${ISSUER}"; they differ only in a slash at the end, which counts`,
    ],
    [
      'https://login.microsoftonline.com/{tenantid}/v2.0',
      `the discovery document is of the issuer "https://login.microsoftonline.com/{tenantid}/v2.0", not of "${ISSUER}"; {tenantid} stands for the tenant: the endpoints common, organizations and consumers of Entra are for many tenants, so configure the issuer of each tenant`,
    ],
    [
      'https://evil.example.com\n\u202e',
      `the discovery document is of the issuer "https://evil.example.com\\n?", not of "${ISSUER}"`,
    ],
    [undefined, 'the discovery document has no issuer'],
    [[ISSUER], 'the discovery document has no issuer'],
  ])('names another issuer: %j', (issuer, message) => {
    expect(() => readJwksUri({ issuer, jwks_uri: JWKS }, ISSUER)).toThrow(new DiscoveryRefusedError(message));
  });

  it('names the other issuer where the configured one has a slash more', () => {
    expect(() => readJwksUri({ issuer: ISSUER, jwks_uri: JWKS }, `${ISSUER}/`)).toThrow('only in a slash');
  });

  it('names a jwks_uri that is refused, without its query', () => {
    const uri = 'http://id.example.com/jwks?key=s3cret';
    expect(() => readJwksUri({ issuer: ISSUER, jwks_uri: uri }, ISSUER)).toThrow(
      new DiscoveryRefusedError(
        'the jwks_uri of the discovery document is not an https URL: "http://id.example.com/jwks"',
      ),
    );
  });

  it('takes a plain http jwks_uri from an issuer that is plain http itself', () => {
    const issuer = 'http://127.0.0.1:3001/pool';
    expect(readJwksUri({ issuer, jwks_uri: `${issuer}/jwks` }, issuer)).toBe(`${issuer}/jwks`);
    expect(readJwksUri({ issuer, jwks_uri: JWKS }, issuer)).toBe(JWKS);
  });

  it('refuses plain http elsewhere from an issuer on this machine', () => {
    const issuer = 'http://127.0.0.1:3001/pool';
    expect(() => readJwksUri({ issuer, jwks_uri: 'http://id.example.com/jwks' }, issuer)).toThrow(
      DiscoveryRefusedError,
    );
    const elsewhere = 'http://id.example.com';
    const uri = 'http://keys.example.com/jwks';
    expect(readJwksUri({ issuer: elsewhere, jwks_uri: uri }, elsewhere)).toBe(uri);
  });

  it('refuses other schemes from an issuer that is plain http itself', () => {
    const issuer = 'http://127.0.0.1:3001/pool';
    expect(() => readJwksUri({ issuer, jwks_uri: 'ftp://127.0.0.1/jwks' }, issuer)).toThrow(
      DiscoveryRefusedError,
    );
  });

  it('refuses every document but never fails otherwise', () => {
    const document = fc.oneof(
      fc.jsonValue(),
      fc.record({ issuer: fc.constant(ISSUER), jwks_uri: fc.oneof(fc.webUrl(), fc.jsonValue()) }),
    );
    fc.assert(
      fc.property(document, (value) => {
        try {
          expect(readJwksUri(value, ISSUER)).toMatch(/^https:/i);
        } catch (error) {
          expect(error).toBeInstanceOf(DiscoveryRefusedError);
        }
      }),
    );
  });
});
