import { describe, expect, it } from '@jest/globals';
import { endpointProblem, shownUrl } from './endpoint.js';

describe('endpointProblem', () => {
  it.each([
    'https://id.example.com/jwks',
    'HTTPS://ID.EXAMPLE.COM',
    'http://localhost:3001/jwks',
    'http://127.0.0.1:3001',
    'http://127.9.9.9',
    'http://127.1',
    'http://[::1]:3001',
  ])('accepts %s', (url) => {
    expect(endpointProblem(url, false)).toBeUndefined();
  });

  it.each([
    ['', 'must be a URL'],
    ['id.example.com', 'must be a URL'],
    ['//id.example.com', 'must be a URL'],
    ['https://', 'must be a URL'],
    ['https://user@id.example.com', 'user name or password'],
    ['https://:secret@id.example.com', 'user name or password'],
    ['ftp://id.example.com', 'must be an https:// URL.'],
    ['file:///etc/passwd', 'must be an https:// URL.'],
    ['data:application/json,{}', 'must be an https:// URL.'],
    ['http://id.example.com', 'plain http://'],
    ['http://localhost.example.com', 'plain http://'],
    ['http://127.0.0.1.example.com', 'plain http://'],
    ['http://0.0.0.0', 'plain http://'],
    ['http://10.0.0.1', 'plain http://'],
    ['http://[::ffff:127.0.0.1]', 'plain http://'],
    ['http://example.com#localhost', 'plain http://'],
    ['http://localhost@example.com', 'user name or password'],
  ])('refuses %p', (url, problem) => {
    expect(endpointProblem(url, false)).toContain(problem);
  });

  it('accepts plain http:// to another machine with dangerouslyAllowInsecureHttp', () => {
    expect(endpointProblem('http://id.example.com', true)).toBeUndefined();
  });

  it.each(['ftp://id.example.com', 'http://user@id.example.com', 'nonsense'])(
    'refuses %s even then',
    (url) => {
      expect(endpointProblem(url, true)).toBeDefined();
    },
  );
});

describe('shownUrl', () => {
  it.each([
    ['https://id.example.com', 'https://id.example.com'],
    ['https://id.example.com/a/jwks', 'https://id.example.com/a/jwks'],
    ['https://id.example.com/jwks?api_key=s3cret', 'https://id.example.com/jwks'],
    ['https://id.example.com?api_key=s3cret&a=/b?c', 'https://id.example.com'],
    ['https://id.example.com/jwks#s3cret', 'https://id.example.com/jwks'],
    ['https://id.example.com/jwks\n?s3cret\ns3cret', 'https://id.example.com/jwks\n'],
    ['https://s3cret@id.example.com/jwks', 'https://id.example.com/jwks'],
    ['HTTPS://user:s3cret@id.example.com/a@b', 'HTTPS://id.example.com/a@b'],
    ['https:s3cret@id.example.com', 'https://id.example.com'],
    ['https:\\\\s3cret@id.example.com', 'https://id.example.com'],
    ['https://a:s3cret@s3cret@id.example.com', 'https://id.example.com'],
    ['https://id.example.com/jwks?a=b@c', 'https://id.example.com/jwks'],
  ])('leaves out of %j what may be a secret', (url, shown) => {
    expect(shownUrl(url)).toBe(shown);
  });
});
