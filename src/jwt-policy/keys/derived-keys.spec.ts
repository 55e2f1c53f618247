import { createPublicKey } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import { generateKey } from '../../../test/support/test-issuer.js';
import { DerivedKeys } from './derived-keys.js';
import type { StaticKeyOptions } from './static-keys.js';

const KEY = generateKey('key-1', 'ES256');
const context = {} as never;

function find(derive: () => unknown, algorithm: 'ES256' | 'RS256' | 'HS256' = 'ES256'): unknown {
  return new DerivedKeys({ describe: 'a key', derive: derive as () => StaticKeyOptions }).find(
    context,
    algorithm,
  );
}

describe('a derived key', () => {
  it('is the key that derive() returns for the call', () => {
    const seen: unknown[] = [];
    const keys = new DerivedKeys({
      describe: 'a key',
      derive: (of) => {
        seen.push(of);
        return { key: KEY.publicKey };
      },
    });
    expect(keys.find(context, 'ES256')).toMatchObject({ key: KEY.publicKey });
    expect([seen, keys.describe]).toEqual([[context], 'a key']);
  });

  it('is prepared once for the same object, and anew for another', () => {
    const read = jest.fn(() => KEY.publicKey.export({ type: 'spki', format: 'pem' }) as string);
    const options = Object.defineProperty({}, 'pem', { get: read, enumerable: true }) as StaticKeyOptions;
    const keys = new DerivedKeys({ describe: 'a key', derive: () => options });
    const first = keys.find(context, 'ES256');
    const asked = read.mock.calls.length;
    expect(keys.find(context, 'ES256')).toBe(first);
    expect(read).toHaveBeenCalledTimes(asked);
    const other = { pem: createPublicKey(KEY.privateKey).export({ type: 'spki', format: 'pem' }) as string };
    expect(new DerivedKeys({ describe: 'a key', derive: () => other }).find(context, 'ES256')).not.toBe(
      first,
    );
  });

  it.each(['RS256', 'HS256'] as const)('does not serve %s, which it does not fit', (algorithm) => {
    expect(find(() => ({ key: KEY.publicKey }), algorithm)).toMatchObject({ code: 'ALGORITHM_REFUSED' });
  });

  const undecided = (why: string): unknown =>
    expect.objectContaining({ code: 'KEYS_UNAVAILABLE', detail: `no key can be derived: "${why}"` });

  it('that is missing leaves the call undecided', () => {
    expect(find(() => undefined)).toEqual(undecided('derive() returned undefined for this call'));
  });

  it.each<[string, () => unknown]>([
    ['throws', () => JSON.parse('')],
    ['gives null', () => null],
    ['gives a text', () => 'SECRET'],
  ])('whose derivation %s leaves the call undecided, and shows nothing of the value', (_what, derive) => {
    expect(find(derive)).toEqual(undecided('derive() threw'));
  });

  it('of a promise leaves the call undecided, and its rejection ends nothing', () => {
    expect(find(() => Promise.reject(new Error('late')))).toEqual(
      undecided('derive() returned a promise, but must be synchronous'),
    );
  });

  it.each<[unknown, string]>([
    [{}, 'must have exactly one of: pem, secret, key, jwks.'],
    [{ pem: 'SECRET' }, 'pem cannot be read as a public key or certificate in PEM.'],
    [{ secret: 'SECRET' }, 'cannot be used: the secret has 6 bytes, HS256 needs 32, HS384 48 and HS512 64.'],
  ])('that is none, such as %j, leaves the call undecided', (options, why) => {
    expect(find(() => options)).toEqual(undecided(why));
  });
});
