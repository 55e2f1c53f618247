import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

import { describe, expect, it } from '@jest/globals';

import { SettingsError } from './settings.error.js';
import {
  validateListeningSettings,
  validateLocalIssuerSettings,
  validateServiceSettings,
} from './validate-settings.js';

const issuer = { JWT_ISSUER: 'https://issuer.example', JWT_AUDIENCE: 'orders' };

function problemsOf(environment: Record<string, unknown>): readonly string[] {
  try {
    validateServiceSettings(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

function settingsOf(environment: Record<string, unknown>) {
  return validateServiceSettings(environment).settings;
}

describe('settings', () => {
  it('have their documented defaults in an empty environment', () => {
    expect(settingsOf({})).toEqual({
      HOST: '127.0.0.1',
      TRANSPORTS: ['http'],
      PORT: 3000,
      TCP_PORT: 3002,
      GRPC_PORT: 3003,
      HTTP_ADAPTER: 'express',
      JWT_ALGORITHMS: ['RS256'],
      JWT_CLOCK_TOLERANCE_SECONDS: 60,
      JWKS_CACHE_TTL_MINUTES: 60,
      JWKS_TIMEOUT_MS: 5000,
      TOKEN_CACHE: 'on',
      LOCAL_ISSUER_PORT: 3001,
    });
  });

  it('are the defaults when .env.example is used as it stands', () => {
    expect(settingsOf(parseEnv(readFileSync('.env.example', 'utf8')))).toEqual(settingsOf({}));
  });

  it('count an empty variable as not set', () => {
    expect(settingsOf({ JWT_ISSUER: '', JWT_AUDIENCE: '', JWKS_URI: '', PORT: '', HOST: '' })).toEqual(
      settingsOf({}),
    );
  });

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(settingsOf({}))).toBe(true);
  });

  it('ignore what is not their business, even under names of the object prototype', () => {
    const environment = JSON.parse('{"__proto__":{"PORT":"9"},"constructor":"x","PATH":"/bin"}') as Record<
      string,
      unknown
    >;
    expect(settingsOf(environment)).toEqual(settingsOf({}));
  });

  it.each(['PORT', 'TCP_PORT', 'GRPC_PORT', 'LOCAL_ISSUER_PORT'])(
    'accept %s from 0, which lets the system choose, to 65535',
    (name) => {
      expect(settingsOf({ [name]: '0' })).toHaveProperty(name, 0);
      expect(settingsOf({ [name]: '65535' })).toHaveProperty(name, 65535);
      expect(problemsOf({ [name]: '65536' })).toEqual([
        expect.stringContaining(`${name} must be a whole number`),
      ]);
    },
  );

  it.each([
    ['JWT_CLOCK_TOLERANCE_SECONDS', 0, 300],
    ['JWKS_CACHE_TTL_MINUTES', 1, 1440],
    ['JWKS_TIMEOUT_MS', 100, 60_000],
  ])('accept %s from %d to %d and nothing beyond', (name, min, max) => {
    expect(settingsOf({ [name]: String(min) })).toHaveProperty(name, min);
    expect(settingsOf({ [name]: String(max) })).toHaveProperty(name, max);
    for (const beyond of [min - 1, max + 1]) {
      expect(problemsOf({ [name]: String(beyond) })).toEqual([
        expect.stringContaining(`${name} must be a whole number from ${min} to ${max}, but is "${beyond}"`),
      ]);
    }
  });

  it.each([
    '12abc',
    ' ',
    ' 1',
    '1 ',
    '1e3',
    '0x10',
    '1.0',
    '+1',
    '-1',
    '007',
    '1_000',
    'NaN',
    'Infinity',
    '９',
    '99999999999999999999',
    'true',
    '1\n2',
  ])('do not take %j for a number', (text) => {
    expect(problemsOf({ PORT: text })).toEqual([
      expect.stringMatching(/^PORT must be a whole number from 0 to 65535/),
    ]);
  });

  it('echo a refused value cut short, on one line and without filling in placeholders', () => {
    const [forged] = problemsOf({ PORT: '1\nAll is well' });
    expect(forged).not.toContain('\n');
    const [placeholder] = problemsOf({ HTTP_ADAPTER: '$value\n$property' });
    expect(placeholder).not.toContain('\n');
    const [long] = problemsOf({ PORT: '9'.repeat(100_000) });
    expect(long?.length).toBeLessThan(300);
  });

  it.each(['http://127.0.0.1', '127.0.0.1 ', 'a b', 'host/path', '@', ' '])(
    'do not take %j for a host',
    (HOST) => {
      expect(problemsOf({ HOST })).toEqual([
        expect.stringContaining('HOST must be an IP address or a host name'),
      ]);
    },
  );

  it.each(['0.0.0.0', '::1', 'localhost', 'orders.internal'])('take %j for a host', (HOST) => {
    expect(settingsOf({ HOST })).toHaveProperty('HOST', HOST);
  });

  it.each(['Express', 'koa', 'express,fastify'])('do not take %j for an HTTP adapter', (HTTP_ADAPTER) => {
    expect(problemsOf({ HTTP_ADAPTER })).toEqual([
      `HTTP_ADAPTER must be express or fastify, but is "${HTTP_ADAPTER}".`,
    ]);
  });

  it('take each transport by its name, in any order, once', () => {
    expect(settingsOf({ TRANSPORTS: 'grpc, http,tcp ,http' })).toHaveProperty('TRANSPORTS', [
      'grpc',
      'http',
      'tcp',
    ]);
    expect(settingsOf({ TRANSPORTS: 'tcp' })).toHaveProperty('TRANSPORTS', ['tcp']);
  });

  it.each([
    ['udp', '"udp"'],
    ['http,gRPC', '"gRPC"'],
    ['http tcp', '"http tcp"'],
    ['nats,http,$value', String.raw`"nats", "\u0024value"`],
    ['__proto__', '"__proto__"'],
  ])('do not take %j for transports', (names, unknown) => {
    expect(problemsOf({ TRANSPORTS: names })).toEqual([
      `TRANSPORTS may list http, tcp, grpc, ws, but has ${unknown}.`,
    ]);
  });

  it.each([',', 'http,', ' '])('need at least one transport and no empty entry: %j', (names) => {
    expect(problemsOf({ TRANSPORTS: names })).toContainEqual(
      expect.stringContaining('TRANSPORTS has an empty entry'),
    );
  });

  it('report each port that is used twice', () => {
    const ports = { PORT: '5000', TCP_PORT: '5000', GRPC_PORT: '6000', LOCAL_ISSUER_PORT: '6000' };
    expect(problemsOf({ TRANSPORTS: 'http,tcp,grpc', ...ports })).toHaveLength(2);
  });

  it('do not report one wrong text in two ports as one port', () => {
    const problems = problemsOf({ TRANSPORTS: 'http,tcp', PORT: 'x', TCP_PORT: 'x' });
    expect(problems).toHaveLength(2);
    expect(problems).toEqual(problems.map(() => expect.stringContaining('must be a whole number')));
  });

  it('take on and off for the token cache, and no other word', () => {
    for (const TOKEN_CACHE of ['on', 'off'])
      expect(settingsOf({ TOKEN_CACHE })).toHaveProperty('TOKEN_CACHE', TOKEN_CACHE);
    for (const word of ['On', 'OFF', 'false', '0', ' off']) {
      expect(problemsOf({ TOKEN_CACHE: word })).toEqual([`TOKEN_CACHE must be on or off, but is "${word}".`]);
    }
  });

  it('read lists with blanks around the commas, and each entry once', () => {
    const { JWT_AUDIENCE, JWT_ALGORITHMS } = settingsOf({
      ...issuer,
      JWT_AUDIENCE: ' a, b ,a',
      JWT_ALGORITHMS: 'RS256, ES256',
    });
    expect(JWT_AUDIENCE).toEqual(['a', 'b']);
    expect(JWT_ALGORITHMS).toEqual(['RS256', 'ES256']);
  });

  it.each([',', 'ip-allowlist,', ' '])('refuse the empty name in the dropped policies %j', (names) => {
    expect(problemsOf({ JWT_POLICY_FILE: 'p.json', JWT_DROPPED_POLICIES: names })).toEqual([
      expect.stringContaining('JWT_DROPPED_POLICIES has an empty entry'),
    ]);
  });

  it.each([',', 'orders,', ',orders', 'orders,,stock', ' '])(
    'refuse the empty entry in the list %j',
    (JWT_AUDIENCE) => {
      expect(problemsOf({ ...issuer, JWT_AUDIENCE })).toEqual([
        expect.stringContaining('JWT_AUDIENCE has an empty entry'),
      ]);
    },
  );

  it.each(['none', 'HS256', 'rs256', 'RS256,none', 'RSA'])('refuse the algorithms %j', (JWT_ALGORITHMS) => {
    expect(problemsOf({ ...issuer, JWT_ALGORITHMS })).toEqual([
      expect.stringContaining('JWT_ALGORITHMS may list RS256'),
    ]);
  });

  it.each([
    'http://issuer.example/jwks.json',
    'http://127.0.0.1.issuer.example/jwks.json',
    'http://localhost.issuer.example/',
    'https://user:secret@issuer.example/jwks.json',
    'issuer.example/jwks.json',
    'file:///etc/keys.json',
    ' https://issuer.example/jwks.json',
    'https://:443/jwks',
  ])('refuse to fetch keys from %j and do not echo it', (JWKS_URI) => {
    const problems = problemsOf({ ...issuer, JWKS_URI });
    expect(problems).toEqual([expect.stringContaining('JWKS_URI must be an absolute https:// URL')]);
    expect(problems[0]).not.toContain(JWKS_URI);
  });

  it.each([
    'http://127.0.0.1:3001/jwks.json',
    'http://localhost/jwks',
    'http://[::1]:1/jwks',
    'https://issuer.example/jwks',
  ])('fetch keys from %j', (JWKS_URI) => {
    expect(settingsOf({ ...issuer, JWKS_URI })).toHaveProperty('JWKS_URI', JWKS_URI);
  });

  it('report every problem at once, each with its variable', () => {
    const problems = problemsOf({
      HOST: 'http://x',
      TRANSPORTS: 'http,udp',
      PORT: 'http',
      TCP_PORT: '-1',
      GRPC_PORT: '65536',
      HTTP_ADAPTER: 'koa',
      JWKS_URI: 'nonsense',
      JWT_AUDIENCE: 'a,,b',
      JWT_ALGORITHMS: 'none',
      JWT_CLOCK_TOLERANCE_SECONDS: '301',
      JWKS_CACHE_TTL_MINUTES: '0',
      JWKS_TIMEOUT_MS: '99',
      TOKEN_CACHE: 'no',
      LOCAL_ISSUER_PORT: '1e3',
      JWT_ISSUER: 'a b',
    });
    for (const name of Object.keys({ ...settingsOf({}), JWT_ISSUER: 0, JWKS_URI: 0, JWT_AUDIENCE: 0 })) {
      expect(problems.filter((problem) => problem.startsWith(name))).toHaveLength(1);
    }
    expect(new SettingsError(problems).message.split('\n')).toHaveLength(problems.length + 1);
  });
});

describe('settings that do not fit together', () => {
  it.each([
    ['no issuer in production', { NODE_ENV: 'production' }, 'JWT_ISSUER is not set'],
    ['an empty issuer in production', { NODE_ENV: 'production', JWT_ISSUER: '' }, 'JWT_ISSUER is not set'],
    ['no issuer in production spelt otherwise', { NODE_ENV: ' Production' }, 'JWT_ISSUER is not set'],
    ['no issuer in an environment of another name', { NODE_ENV: 'prod' }, 'JWT_ISSUER is not set'],
    ['an audience without an issuer', { JWT_AUDIENCE: 'orders' }, 'JWT_AUDIENCE is set without JWT_ISSUER'],
    [
      'an unchecked audience without an issuer',
      { JWT_AUDIENCE: 'unchecked' },
      'JWT_AUDIENCE is set without JWT_ISSUER',
    ],
    [
      'a key set without an issuer',
      { JWKS_URI: 'https://i.example/jwks' },
      'JWKS_URI is set without JWT_ISSUER',
    ],
    [
      'a policy file beside what it replaces',
      { JWT_POLICY_FILE: 'p.json', JWT_ISSUER: 'https://i.example', JWKS_URI: 'https://i.example/jwks' },
      'JWT_POLICY_FILE stands in the place of JWT_ISSUER, JWKS_URI. Keep either',
    ],
    [
      'a policy file beside settings of the issuer that it would ignore',
      {
        JWT_POLICY_FILE: 'p.json',
        JWT_ALGORITHMS: 'ES256',
        JWT_CLOCK_TOLERANCE_SECONDS: '5',
        JWKS_CACHE_TTL_MINUTES: '5',
        JWKS_TIMEOUT_MS: '100',
      },
      'stands in the place of JWT_ALGORITHMS, JWT_CLOCK_TOLERANCE_SECONDS, JWKS_CACHE_TTL_MINUTES, JWKS_TIMEOUT_MS. Keep',
    ],
    [
      'a text key without a policy file',
      { JWT_TEXT_KEY: 'k' },
      'JWT_TEXT_KEY is set without JWT_POLICY_FILE',
    ],
    [
      'dropped policies without a policy file',
      { JWT_DROPPED_POLICIES: 'ip-allowlist' },
      'JWT_DROPPED_POLICIES is set without JWT_POLICY_FILE',
    ],
    ['an issuer without an audience', { JWT_ISSUER: 'https://i.example' }, 'JWT_AUDIENCE is not set'],
    [
      'an unchecked audience beside another',
      { ...issuer, JWT_AUDIENCE: 'unchecked,a' },
      'JWT_AUDIENCE names "unchecked" beside',
    ],
    [
      'an issuer whose keys cannot be discovered',
      { ...issuer, JWT_ISSUER: 'accounts' },
      'JWT_ISSUER is not a URL whose keys',
    ],
    [
      'a remote issuer over plain HTTP',
      { ...issuer, JWT_ISSUER: 'http://i.example' },
      'JWT_ISSUER is not a URL whose keys',
    ],
    [
      'algorithms the local issuer does not sign with',
      { JWT_ALGORITHMS: 'ES256' },
      'JWT_ALGORITHMS leaves out RS256',
    ],
    ['one port for service and local issuer', { PORT: '3001' }, 'PORT and LOCAL_ISSUER_PORT are both 3001.'],
    [
      'one port for HTTP and TCP',
      { TRANSPORTS: 'http,tcp', TCP_PORT: '3000' },
      'PORT and TCP_PORT are both 3000. Give each a port of its own.',
    ],
    [
      'WebSockets without the server that takes them',
      { TRANSPORTS: 'tcp,ws' },
      'TRANSPORTS lists ws without http, whose server takes its connections. Add http, or remove ws.',
    ],
    [
      'one port for all',
      { TRANSPORTS: 'http,tcp,grpc', TCP_PORT: '3000', GRPC_PORT: '3000', LOCAL_ISSUER_PORT: '3000' },
      'PORT and TCP_PORT and GRPC_PORT and LOCAL_ISSUER_PORT are all 3000.',
    ],
    [
      'one port for TCP and gRPC beside a policy file',
      { JWT_POLICY_FILE: 'p.json', TRANSPORTS: 'tcp,grpc', TCP_PORT: '3003' },
      'TCP_PORT and GRPC_PORT are both 3003.',
    ],
  ])('are refused: %s', (_case, environment, sentence) => {
    expect(problemsOf(environment)).toEqual([expect.stringContaining(sentence)]);
  });

  it('are refused all together', () => {
    expect(
      problemsOf({ JWT_AUDIENCE: 'a', JWKS_URI: 'https://i.example/jwks', NODE_ENV: 'production' }),
    ).toHaveLength(3);
  });

  it.each([
    ['production with an issuer', { ...issuer, NODE_ENV: 'production' }],
    ['an issuer said to put no audience into its tokens', { ...issuer, JWT_AUDIENCE: 'unchecked' }],
    [
      'an issuer that is no URL, with its key set',
      { ...issuer, JWT_ISSUER: 'accounts', JWKS_URI: 'https://i.example/jwks' },
    ],
    ['production with a file of policies', { JWT_POLICY_FILE: 'p.json', NODE_ENV: 'production' }],
    [
      'a file of policies with its key, beside settings that are as they are where nothing is said',
      {
        JWT_POLICY_FILE: 'p.json',
        JWT_TEXT_KEY: 'k',
        JWT_CLIENTS_FILE: 'c.json',
        JWT_ALGORITHMS: 'RS256',
        JWT_CLOCK_TOLERANCE_SECONDS: '60',
        JWKS_TIMEOUT_MS: '5000',
      },
    ],
    [
      'ports left to the system',
      { TRANSPORTS: 'http,tcp,grpc', PORT: '0', TCP_PORT: '0', GRPC_PORT: '0', LOCAL_ISSUER_PORT: '0' },
    ],
    ['one port for two transports of which one is not served', { TCP_PORT: '3000', GRPC_PORT: '3001' }],
    ['WebSockets on the server of HTTP', { TRANSPORTS: 'ws,http' }],
    ['the port of the local issuer where nothing else listens on it', { TRANSPORTS: 'tcp', PORT: '3001' }],
    ['one port for both when the local issuer is not started', { ...issuer, PORT: '3001' }],
  ])('are not: %s', (_case, environment) => {
    expect(problemsOf(environment)).toEqual([]);
  });
});

describe('the settings that say where the service can be called', () => {
  it('do not care about the others', () => {
    const { settings } = validateListeningSettings({ TCP_PORT: '4002', JWT_AUDIENCE: 'a', TOKEN_CACHE: '?' });
    expect(settings).toEqual({
      HOST: '127.0.0.1',
      TRANSPORTS: ['http'],
      PORT: 3000,
      TCP_PORT: 4002,
      GRPC_PORT: 3003,
      LOCAL_ISSUER_PORT: 3001,
    });
  });

  it('are refused with the name of the variable', () => {
    expect(() => validateListeningSettings({ GRPC_PORT: '1e3' })).toThrow(/GRPC_PORT must be/);
  });
});

describe('the settings of the local issuer alone', () => {
  it('do not care about those of the service', () => {
    const { settings } = validateLocalIssuerSettings({
      PORT: 'x',
      JWT_AUDIENCE: 'a',
      LOCAL_ISSUER_PORT: '4001',
    });
    expect(settings).toEqual({ LOCAL_ISSUER_PORT: 4001 });
  });

  it('are refused with the name of the variable', () => {
    expect(() => validateLocalIssuerSettings({ LOCAL_ISSUER_PORT: '70000' })).toThrow(
      /LOCAL_ISSUER_PORT must be/,
    );
  });
});
