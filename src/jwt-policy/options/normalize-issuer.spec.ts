import { createPublicKey, createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { PolicyBench } from '../../../test/support/policy-bench.js';
import { generateKey } from '../../../test/support/test-issuer.js';
import { JwtPolicyConfigurationError } from '../errors/index.js';
import { normalizeIssuer } from './normalize-issuer.js';
import type { NormalizedIssuer } from './normalized-options.js';
import { Problems } from './problems.js';
import { makeKeyPair } from '../../../test/support/key-pair.js';

const baseline = new PolicyBench().options();
const { keys: _keys, ...discovered } = baseline;
const ecKey = generateKey('ec', 'ES256');
const rsaKey = generateKey('rsa', 'RS256');

interface Normalized {
  readonly issuer: NormalizedIssuer | undefined;
  /** Each as `path: message`, the path as seen from the issuer. */
  readonly problems: readonly string[];
}

function normalized(options: unknown): Normalized {
  const problems = new Problems();
  const issuer = normalizeIssuer(options, 'issuers[0]', problems);
  try {
    problems.throwIfAny();
    return { issuer, problems: [] };
  } catch (error) {
    const found = (error as JwtPolicyConfigurationError).problems;
    return {
      issuer,
      problems: found.map(({ path, message }) => `${path}: ${message}`.replace('issuers[0].', '')),
    };
  }
}

function problemsWith(changes: object, from: object = baseline): readonly string[] {
  return normalized({ ...from, ...changes }).problems;
}

function accepted(changes: object, from: object = baseline): NormalizedIssuer {
  const { issuer, problems } = normalized({ ...from, ...changes });
  expect(problems).toEqual([]);
  if (issuer === undefined) throw new Error('there is no issuer');
  return issuer;
}

describe('the issuer', () => {
  it.each([[undefined], [5], [['https://id.example.com']], [{}]])('cannot be %j', (issuer) => {
    expect(problemsWith({ issuer })).toEqual([
      'issuer: is required: the exact iss of the tokens, a string, or null to accept any issuer.',
    ]);
  });

  it('cannot be left out', () => {
    const { issuer: _issuer, ...rest } = baseline;
    expect(problemsWith({}, rest)).toEqual([
      'issuer: is required: the exact iss of the tokens, a string, or null to accept any issuer.',
    ]);
  });

  it('cannot be empty, which is not told twice where keys would be discovered', () => {
    expect(problemsWith({ issuer: '' }, discovered)).toEqual([
      'issuer: must not be empty; null accepts any issuer.',
    ]);
  });

  it('is kept to the letter', () => {
    expect(accepted({ issuer: 'HTTPS://ID.example.com/ ' }).issuer).toBe('HTTPS://ID.example.com/ ');
    expect(accepted({ issuer: null }).issuer).toBeNull();
  });
});

describe('the audience', () => {
  it.each([
    ['undefined', undefined],
    ['a number', 5],
    ['an empty text', ''],
    ['an empty list', []],
    ['a list with an empty text', ['orders', '']],
    ['a list with null', ['orders', null]],
    ['a list of lists', [['orders']]],
    ['a Set', new Set(['orders'])],
    ['false', false],
  ])('cannot be %s', (_what, audience) => {
    expect(problemsWith({ audience })).toEqual([
      'audience: is required: the accepted aud value or a list of them, none empty, or null to leave the audience unchecked.',
    ]);
  });

  it('cannot be left out', () => {
    const { audience: _audience, ...rest } = baseline;
    expect(problemsWith({}, rest)).toHaveLength(1);
  });

  it('may be one value, several, or null', () => {
    expect(accepted({ audience: 'a' }).audience).toEqual(new Set(['a']));
    expect(accepted({ audience: ['a', 'b'] }).audience).toEqual(new Set(['a', 'b']));
    expect(accepted({ audience: null }).audience).toBeNull();
  });
});

describe('algorithms', () => {
  it.each([
    ['ES256', 'must be a list of algorithm names.'],
    [[], 'must name one algorithm at least.'],
    [['ES256', 'ES256'], 'must not name an algorithm twice.'],
    [
      ['none'],
      'must be of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519, HS256, HS384, HS512.',
    ],
  ])('cannot be %j', (algorithms, message) => {
    expect(problemsWith({ algorithms }, discovered)).toEqual([`algorithms: ${message}`]);
  });

  it.each([['es256'], ['toString'], [''], [null], [['ES256']]])('do not include %j', (name) => {
    expect(problemsWith({ algorithms: ['ES256', name] }, discovered)).toHaveLength(1);
  });

  it('do not mix HMAC with public keys', () => {
    const keys = [{ secret: 'x'.repeat(32) }, { key: ecKey.publicKey, kid: 'ec' }];
    expect(problemsWith({ algorithms: ['HS256', 'ES256'], keys })).toEqual([
      'algorithms: mixes HMAC with public-key algorithms: a public key could pass as a secret.',
    ]);
  });

  it.each([['HS256'], ['HS384'], ['HS512']])('need a secret at hand for %s', (algorithm) => {
    const problem = 'algorithms: HS256, HS384 and HS512 need their secret in keys: a published set has none.';
    expect(problemsWith({ algorithms: [algorithm] }, discovered)).toEqual([problem]);
    const jwksUri = 'https://id.example.com/jwks';
    expect(problemsWith({ algorithms: [algorithm], jwksUri }, discovered)).toEqual([problem]);
  });
});

describe('where keys come from', () => {
  it('is discovery, unless something else is said', () => {
    expect(accepted({}, discovered).keyOrigin).toEqual({
      kind: 'discovery',
      issuer: 'https://id.example.com',
    });
  });

  it('is a URL where that is given, whatever the issuer', () => {
    const jwksUri = 'https://keys.example.com/jwks';
    const origin = { kind: 'jwks', urls: [jwksUri] };
    expect(accepted({ jwksUri }, discovered).keyOrigin).toEqual(origin);
    expect(accepted({ jwksUri, issuer: 'my issuer' }, discovered).keyOrigin).toEqual(origin);
    expect(accepted({ jwksUri, issuer: null }, discovered).keyOrigin).toEqual(origin);
  });

  it('cannot be the same URL twice', () => {
    const jwksUri = ['https://a.example.com/jwks', 'https://b.example.com/jwks'];
    expect(problemsWith({ jwksUri }, discovered)).toEqual([]);
    expect(problemsWith({ jwksUri: [...jwksUri, ...jwksUri.slice(1)] }, discovered)).toEqual([
      'jwksUri: names a URL twice.',
    ]);
  });

  it('cannot be both a URL and keys at hand', () => {
    expect(problemsWith({ jwksUri: 'https://keys.example.com/jwks' })).toEqual([
      'keys: cannot stand beside jwksUri: keys come from one place.',
    ]);
  });

  it('cannot be discovered without an issuer', () => {
    expect(problemsWith({ issuer: null }, discovered)).toEqual([
      'jwksUri: is required with issuer: null, or keys: there is no issuer to discover them from.',
    ]);
  });

  it('cannot be discovered from an issuer that is no URL', () => {
    expect(problemsWith({ issuer: 'my issuer' }, discovered)).toEqual([
      'issuer: keys are discovered from it, so it must be a URL. Or give jwksUri or keys.',
    ]);
    expect(problemsWith({ issuer: 'urn:example:issuer' }, discovered)).toEqual([
      'issuer: keys are discovered from it, so it must be an https:// URL. Or give jwksUri or keys.',
    ]);
  });

  it.each([
    ['not a url', 'must be a URL.'],
    ['', 'must be a URL or a list of them.'],
    ['/jwks', 'must be a URL.'],
    ['file:///etc/jwks.json', 'must be an https:// URL.'],
    ['data:application/json,{}', 'must be an https:// URL.'],
    ['https://user:secret@keys.example.com/', 'must not hold a user name or password.'],
  ])('cannot be the URL %j', (jwksUri, message) => {
    expect(problemsWith({ jwksUri }, discovered)).toEqual([`jwksUri: ${message}`]);
  });

  it.each([[5], [['https://keys.example.com', 5]], [[]], [{}]])(
    'cannot be the URL %j, which is no text',
    (jwksUri) => {
      expect(problemsWith({ jwksUri }, discovered)).toEqual(['jwksUri: must be a URL or a list of them.']);
    },
  );
});

describe('plain http', () => {
  const PROBLEM =
    'must be an https:// URL; plain http:// is accepted for this machine only, unless jwks.dangerouslyAllowInsecureHttp is true.';

  it.each([['http://localhost:3001/jwks'], ['http://127.0.0.1/jwks'], ['http://[::1]:3001/jwks']])(
    'is accepted for this machine: %s',
    (jwksUri) => {
      expect(accepted({ jwksUri }, discovered).keyOrigin).toEqual({ kind: 'jwks', urls: [jwksUri] });
    },
  );

  it.each([
    ['http://keys.example.com/jwks'],
    ['http://localhost.example.com/jwks'],
    ['http://127.0.0.1.example.com/jwks'],
    ['http://192.168.0.1/jwks'],
    ['http://0.0.0.0/jwks'],
  ])('is refused for %s', (jwksUri) => {
    expect(problemsWith({ jwksUri }, discovered)).toEqual([`jwksUri: ${PROBLEM}`]);
  });

  it('is refused for discovery as well', () => {
    expect(problemsWith({ issuer: 'http://id.example.com' }, discovered)).toEqual([
      `issuer: keys are discovered from it, so it ${PROBLEM} Or give jwksUri or keys.`,
    ]);
    expect(problemsWith({ issuer: 'http://127.0.0.1:3001/pool' }, discovered)).toEqual([]);
  });

  it('is shown as something else where shownAs says so, which is a text', () => {
    const jwksUri = 'https://id.example.com/secret';
    expect(accepted({ jwksUri, jwks: { shownAs: '$JWKS_URL' } }, discovered).keyOrigin).toEqual({
      kind: 'jwks',
      urls: [jwksUri],
      shownAs: '$JWKS_URL',
    });
    expect(problemsWith({ jwksUri, jwks: { shownAs: '' } }, discovered)).toEqual([
      'jwks.shownAs: must be a text that is not empty.',
    ]);
    expect(problemsWith({ jwksUri, jwks: { shownAs: 7 } }, discovered)).toEqual([
      'jwks.shownAs: must be a text that is not empty.',
    ]);
  });

  it('is accepted anywhere once dangerouslyAllowInsecureHttp is true, and by true alone', () => {
    const jwksUri = 'http://keys.example.com/jwks';
    expect(problemsWith({ jwksUri, jwks: { dangerouslyAllowInsecureHttp: true } }, discovered)).toEqual([]);
    expect(problemsWith({ jwksUri, jwks: { dangerouslyAllowInsecureHttp: false } }, discovered)).toHaveLength(
      1,
    );
    expect(problemsWith({ jwksUri, jwks: { dangerouslyAllowInsecureHttp: 'true' } }, discovered)).toEqual([
      'jwks.dangerouslyAllowInsecureHttp: must be true or false.',
      `jwksUri: ${PROBLEM}`,
    ]);
  });

  it('is nobody’s business where keys are at hand', () => {
    expect(problemsWith({ issuer: 'http://id.example.com' })).toEqual([]);
  });
});

describe('numbers', () => {
  const MILLISECONDS = 'must be a whole number of milliseconds, 100 to 60000.';
  const limits: readonly [string, number, number, string][] = [
    ['clockToleranceSeconds', 0, 300, 'must be a number of seconds, 0 to 300.'],
    ['jwks.timeToLiveSeconds', 30, 86_400, 'must be a number of seconds, 30 to 86400.'],
    ['jwks.maxStaleSeconds', 0, 604_800, 'must be a number of seconds, 0 to 604800.'],
    ['jwks.timeoutMs', 100, 60_000, MILLISECONDS],
    ['jwks.cooldownSeconds', 1, 3_600, 'must be a number of seconds, 1 to 3600.'],
  ];

  function withNumber(path: string, value: unknown): readonly string[] {
    const [first = '', second] = path.split('.');
    return problemsWith({ [first]: second === undefined ? value : { [second]: value } });
  }

  it.each(limits)('%s is %d…%d, both included', (path, lowest, highest, problem) => {
    expect(withNumber(path, lowest)).toEqual([]);
    expect(withNumber(path, lowest + 1)).toEqual([]);
    expect(withNumber(path, highest)).toEqual([]);
    expect(withNumber(path, highest - 1)).toEqual([]);
    expect(withNumber(path, lowest - 1)).toEqual([`${path}: ${problem}`]);
    expect(withNumber(path, highest + 1)).toEqual([`${path}: ${problem}`]);
  });

  it.each(limits)('%s is a number and nothing like it', (path, _lowest, _highest, wrong) => {
    for (const value of ['60', NaN, Infinity, -Infinity, true, [60], 60n]) {
      expect(withNumber(path, value)).toEqual([`${path}: ${wrong}`]);
    }
  });

  it('have fractions, but for the milliseconds of a fetch', () => {
    expect(withNumber('clockToleranceSeconds', 0.5)).toEqual([]);
    expect(withNumber('jwks.timeoutMs', 100.5)).toEqual([`jwks.timeoutMs: ${MILLISECONDS}`]);
  });

  it('maxAgeSeconds is 1 or more, without an upper limit', () => {
    expect(accepted({ maxAgeSeconds: 1 }).maxAgeSeconds).toBe(1);
    expect(accepted({ maxAgeSeconds: 10 ** 9 }).maxAgeSeconds).toBe(10 ** 9);
    expect(problemsWith({ maxAgeSeconds: 0 })).toEqual([
      'maxAgeSeconds: must be a number of seconds, 1 or more; leave it out for no limit.',
    ]);
  });

  it.each([[undefined], [null], ['60'], [Infinity]])(
    'maxAgeSeconds cannot be %p: no limit is said by leaving it out',
    (value) => {
      expect(problemsWith({ maxAgeSeconds: value })).toEqual([
        'maxAgeSeconds: must be a number of seconds, 1 or more; leave it out for no limit.',
      ]);
    },
  );

  it('are kept as given, those of jwks in milliseconds', () => {
    const jwks = { timeToLiveSeconds: 60, maxStaleSeconds: 0, timeoutMs: 250, cooldownSeconds: 1.5 };
    const issuer = accepted({ clockToleranceSeconds: 0, jwks });
    expect(issuer.clockToleranceSeconds).toBe(0);
    expect(issuer.refreshTimes).toEqual({
      timeToLiveMs: 60_000,
      maxStaleMs: 0,
      timeoutMs: 250,
      cooldownMs: 1_500,
    });
  });

  it.each([[null], [3600], [[]]])('of jwks stand in an object, not in %j', (jwks) => {
    expect(problemsWith({ jwks })).toEqual(['jwks: must be an object.']);
  });
});

describe('switches', () => {
  it.each([['requireExp'], ['acceptBoundTokens'], ['acceptIdTokens'], ['allowMissingKid']])(
    '%s is true or false',
    (name) => {
      expect(accepted({ [name]: true })).toMatchObject({ [name]: true });
      expect(accepted({ [name]: false })).toMatchObject({ [name]: false });
      for (const value of ['false', 0, 1, {}]) {
        expect(problemsWith({ [name]: value })).toEqual([`${name}: must be true or false.`]);
      }
    },
  );
});

describe('types', () => {
  it('are compared in lower case and without application/', () => {
    expect(accepted({ types: ['application/AT+JWT', 'SecEvent+jwt', null] }).types).toEqual(
      new Set(['at+jwt', 'secevent+jwt', null]),
    );
  });

  it.each([
    ['JWT', 'must be a list of typ values, or null to accept any.'],
    [[], 'must have one typ at least; null stands for a token without typ.'],
    [['JWT', ''], 'must be a list of strings; null stands for a token without typ.'],
    [['JWT', 5], 'must be a list of strings; null stands for a token without typ.'],
    [[undefined], 'must be a list of strings; null stands for a token without typ.'],
  ])('cannot be %j', (types, message) => {
    expect(problemsWith({ types })).toEqual([`types: ${message}`]);
  });
});

describe('scopeFrom', () => {
  it('lists claims, nested ones as lists of names', () => {
    expect(accepted({ scopeFrom: ['permissions', ['realm_access', 'roles']] }).scopeFrom).toEqual([
      'permissions',
      ['realm_access', 'roles'],
    ]);
  });

  it.each([
    ['scope', 'must be a list of claim paths.'],
    [[], 'must name one claim at least.'],
    [[''], 'must be a list of claim names, or of lists of names for nested claims.'],
    [[[]], 'must be a list of claim names, or of lists of names for nested claims.'],
    [['scope', 5], 'must be a list of claim names, or of lists of names for nested claims.'],
  ])('cannot be %j', (scopeFrom, message) => {
    expect(problemsWith({ scopeFrom })).toEqual([`scopeFrom: ${message}`]);
  });
});

describe('keys at hand', () => {
  const RSA = { algorithms: ['RS256'] };
  const pem = rsaKey.publicKey.export({ type: 'spki', format: 'pem' }).toString();

  function keysOf(changes: object): readonly [kid: string | undefined, type: string][] {
    const { keyOrigin } = accepted(changes);
    if (keyOrigin.kind !== 'static') throw new Error(`keys come from ${keyOrigin.kind}`);
    return keyOrigin.keys.map(({ kid, key }) => [kid, key.type]);
  }

  it.each([
    ['a PEM', { ...RSA, keys: { pem } }, [[undefined, 'public']]],
    ['a PEM with a kid', { ...RSA, keys: { pem, kid: 'k', algorithm: 'RS256' } }, [['k', 'public']]],
    ['a KeyObject', { ...RSA, keys: { key: rsaKey.publicKey } }, [[undefined, 'public']]],
    ['a secret text', { algorithms: ['HS256'], keys: { secret: 's'.repeat(32) } }, [[undefined, 'secret']]],
    [
      'secret bytes',
      { algorithms: ['HS256'], keys: { secret: Buffer.alloc(32, 1) } },
      [[undefined, 'secret']],
    ],
    [
      'a secret KeyObject',
      { algorithms: ['HS256'], keys: { key: createSecretKey(Buffer.alloc(32, 1)) } },
      [[undefined, 'secret']],
    ],
    ['a JWK set', { keys: { jwks: { keys: [ecKey.jwk] } } }, [['ec', 'public']]],
    [
      'several, of several kinds',
      { algorithms: ['RS256', 'ES256'], keys: [{ pem, kid: 'r' }, { jwks: { keys: [ecKey.jwk] } }] },
      [
        ['r', 'public'],
        ['ec', 'public'],
      ],
    ],
  ])('may be %s', (_what, changes, keys) => {
    expect(keysOf(changes)).toEqual(keys);
  });

  it.each([
    ['null', null, 'keys: must be an object with one of: pem, secret, key, jwks.'],
    ['a PEM as such', pem, 'keys: must be an object with one of: pem, secret, key, jwks.'],
    ['nothing', {}, 'keys: must have exactly one of: pem, secret, key, jwks.'],
    [
      'two at once',
      { pem, key: rsaKey.publicKey },
      'keys: must have exactly one of: pem, secret, key, jwks.',
    ],
    ['an unset secret', { secret: undefined }, 'keys: must have exactly one of: pem, secret, key, jwks.'],
    ['no list entry', [], 'keys: must have one key at least.'],
    ['garbage for a PEM', { pem: 'x' }, 'keys: pem cannot be read'],
    [
      'a private PEM',
      { pem: rsaKey.privateKey.export({ type: 'pkcs8', format: 'pem' }) },
      'keys: pem is a private key; a verifier needs only the public one.',
    ],
    ['a private KeyObject', { key: rsaKey.privateKey }, 'keys: cannot be used: it is a private key'],
    ['a JWK set', { keys: [] }, 'keys: is a JWK set; give it as { jwks: … }, or its URL as jwksUri.'],
    ['no KeyObject', { key: pem }, 'keys: key must be a KeyObject of node:crypto.'],
    ['an empty kid', { pem, kid: '' }, 'keys: kid must be a non-empty text.'],
    [
      'an unknown algorithm',
      { pem, algorithm: 'none' },
      'keys: algorithm is not a supported signature algorithm.',
    ],
    [
      'an algorithm of another kind of key',
      { pem, algorithm: 'ES256' },
      'keys: algorithm ES256 does not go with this key.',
    ],
    ['an empty JWK set', { jwks: { keys: [] } }, 'keys: jwks: the JWK set is empty.'],
    ['a JWK set with a secret in it', { jwks: { keys: [{ kty: 'oct', k: 'AAAA' }] } }, 'keys: jwks: '],
    [
      'a short RSA key',
      { key: makeKeyPair('rsa', { modulusLength: 1024 }).publicKey },
      'keys: cannot be used: ',
    ],
  ])('cannot be %s', (_what, keys, problem) => {
    const problems = problemsWith({ ...RSA, keys });
    expect(problems).toHaveLength(1);
    expect(problems[0]?.startsWith(problem)).toBe(true);
  });

  it('are told by their place in the list', () => {
    const problems = problemsWith({ ...RSA, keys: [{ pem, kid: 'good' }, { pem: 'x' }, 5] });
    expect(problems.map((problem) => problem.slice(0, 8))).toEqual(['keys[1]:', 'keys[2]:']);
  });

  it('must have one for every accepted algorithm', () => {
    expect(problemsWith({ algorithms: ['RS256', 'PS256', 'ES256', 'ES384'], keys: { pem } })).toEqual([
      'keys: has no key that fits the accepted algorithm ES256.',
      'keys: has no key that fits the accepted algorithm ES384.',
    ]);
    expect(problemsWith({ algorithms: ['RS256'], keys: { pem, algorithm: 'PS256' } })).toEqual([
      'keys: has no key that fits the accepted algorithm RS256.',
    ]);
  });

  it('need a kid where two could answer for one algorithm', () => {
    const other = generateKey('other', 'RS256');
    const two = [{ pem }, { key: other.publicKey }];
    expect(problemsWith({ ...RSA, keys: two })).toEqual([
      'keys: has several keys without kid for RS256; give each a kid.',
    ]);
    expect(problemsWith({ ...RSA, keys: [{ pem, kid: 'one' }, { key: other.publicKey }] })).toEqual([]);
    const apart = [{ pem }, { key: ecKey.publicKey }];
    expect(problemsWith({ algorithms: ['RS256', 'ES256'], keys: apart })).toEqual([]);
  });

  it('may be given twice', () => {
    const other = { key: createPublicKey(pem), algorithm: 'RS256' } as const;
    expect(problemsWith({ ...RSA, keys: [{ pem }, other] })).toEqual([]);
    expect(
      problemsWith({
        ...RSA,
        keys: [
          { pem, kid: 'one' },
          { ...other, kid: 'one' },
        ],
      }),
    ).toEqual([]);
  });

  it('need kids that tell apart what could answer for one algorithm', () => {
    const [other, ec] = [generateKey('one', 'RS256'), { key: ecKey.publicKey, kid: 'one' }];
    expect(
      problemsWith({
        ...RSA,
        keys: [
          { pem, kid: 'one' },
          { key: other.publicKey, kid: 'one' },
        ],
      }),
    ).toEqual(['keys: has different keys with kid "one" for RS256: none of them could be used.']);
    expect(problemsWith({ algorithms: ['RS256', 'ES256'], keys: [{ pem, kid: 'one' }, ec] })).toEqual([]);
  });

  it.each([
    ['HS256', 32],
    ['HS384', 48],
    ['HS512', 64],
  ])('need a secret for %s of %d bytes, one fewer is too short', (algorithm, bytes) => {
    const secretOf = (length: number) => ({ algorithms: [algorithm], keys: { secret: 's'.repeat(length) } });
    expect(problemsWith(secretOf(bytes))).toEqual([]);
    expect(problemsWith(secretOf(bytes - 1))).toHaveLength(1);
    expect(problemsWith({ ...secretOf(bytes), keys: { secret: new Uint8Array(bytes - 1) } })).toHaveLength(1);
  });

  it('are counted in bytes of UTF-8, not in characters', () => {
    expect(problemsWith({ algorithms: ['HS256'], keys: { secret: 'é'.repeat(16) } })).toEqual([]);
    expect(problemsWith({ algorithms: ['HS256'], keys: { secret: 'é'.repeat(15) } })).toHaveLength(1);
  });

  it('cannot be a public key for HMAC', () => {
    expect(problemsWith({ algorithms: ['HS256'], keys: { pem } })).toEqual([
      'keys: has no key that fits the accepted algorithm HS256.',
    ]);
  });
});
