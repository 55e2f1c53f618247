import { describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import { refuse, type Refusal } from '../errors/index.js';
import { KeySet } from './key-set.js';
import type { KeySource } from './key-source.js';
import { MergedKeys } from './merged-keys.js';
import { StaticKeys } from './static-keys.js';
import { verificationKey, type VerificationKey } from './verification-key.js';
import { isInUse } from '../../../test/support/is-in-use.js';
import { makeKeyPair } from '../../../test/support/key-pair.js';

const PAIRS = [makeKeyPair('ed25519'), makeKeyPair('ed25519')] as const;
const EC = makeKeyPair('ec', { namedCurve: 'P-256' }).publicKey;

function ed(kid: string, pair: 0 | 1 = 0): VerificationKey {
  return verificationKey(PAIRS[pair].publicKey, kid);
}

/** A source that has these keys. */
function having(...keys: readonly VerificationKey[]): KeySource {
  return new StaticKeys(
    'https://id.test',
    new KeySet(keys, { allowMissingKid: false, kidlessKeysAnswerAll: false }),
  );
}

type Found = VerificationKey | Refusal;

/** A source without a set, and what it says of a call in the end. */
function lacking(answer: Found | Promise<Found>): KeySource {
  const state = { issuer: 'https://id.test', source: 'jwks', status: 'unavailable', kids: [] } as const;
  return {
    find: () => answer,
    look: () => (answer instanceof Promise ? undefined : answer),
    peek: () => undefined,
    prefetch: jest.fn(() => Promise.resolve()),
    inspect: () => [state],
    close: jest.fn(),
  };
}

function down(retryAfterSeconds?: number): KeySource {
  const more = retryAfterSeconds === undefined ? undefined : { retryAfterSeconds };
  return lacking(refuse('KEYS_UNAVAILABLE', `down ${retryAfterSeconds}`, more));
}

/** A source whose first set is under way, and what brings it. */
function slow(): { source: KeySource; bring: (found: Found) => void } {
  let bring: (found: Found) => void = () => undefined;
  const source = lacking(new Promise<Found>((resolve) => (bring = resolve)));
  return { source, bring };
}

const HANGING = (): KeySource => slow().source;

function merged(...sources: readonly KeySource[]): MergedKeys {
  return new MergedKeys(sources);
}

async function codeOf(
  keys: KeySource,
  kid: string,
  algorithm: 'EdDSA' | 'ES256' = 'EdDSA',
): Promise<unknown> {
  const found = await keys.find(kid, algorithm);
  return 'code' in found ? found.code : found;
}

describe('a key of several sets', () => {
  const [a, b] = [ed('a'), ed('b', 1)];

  it('is found at once in whichever set has it', () => {
    const keys = merged(having(a), having(b));
    expect([keys.find('a', 'EdDSA'), keys.find('b', 'EdDSA')]).toEqual([a, b]);
  });

  it.each([
    ['is down', down],
    ['hangs', HANGING],
  ])('is found at once while another set %s, before it or after it', (_name, other) => {
    expect(merged(other(), having(a)).find('a', 'EdDSA')).toBe(a);
    expect(merged(having(a), other()).find('a', 'EdDSA')).toBe(a);
  });

  it('is found as soon as the first set that has it is in', async () => {
    const [one, other] = [slow(), slow()];
    const found = merged(HANGING(), one.source, other.source).find('a', 'EdDSA');
    one.bring(refuse('KEY_UNKNOWN', 'not here'));
    other.bring(a);
    await expect(found).resolves.toBe(a);
  });

  it('is found by its algorithm where two sets have its kid', () => {
    const ec = verificationKey(EC, 'a');
    const keys = merged(having(a), having(ec));
    expect([keys.find('a', 'EdDSA'), keys.find('a', 'ES256')]).toEqual([a, ec]);
  });

  it('is the first of two that are equal, and it alone is in use', () => {
    const again = ed('a');
    const keys = merged(having(a), having(again));
    expect(keys.find('a', 'EdDSA')).toBe(a);
    expect([isInUse(keys, a), isInUse(keys, again)]).toEqual([true, false]);
  });

  it('is one key where two sets have equal material under its kid and differ in its algorithms', () => {
    const only = verificationKey(PAIRS[0].publicKey, 'a', 'EdDSA');
    expect(merged(having(only), having(a)).find('a', 'EdDSA')).toBe(only);
    expect(merged(having(only), having(a)).find('a', 'Ed25519')).toBe(a);
  });

  it.each(['before', 'after'])('is not used where a set %s it has different keys for its kid', (place) => {
    const both = having(ed('a'), ed('a', 1));
    const keys = place === 'before' ? merged(both, having(a)) : merged(having(a), both);
    expect(keys.find('a', 'EdDSA')).toMatchObject({ code: 'KEY_UNKNOWN' });
  });

  it('is not used where two sets have other keys for its kid', () => {
    const keys = merged(having(a), down(), having(ed('a', 1)));
    expect(keys.peek('a', 'EdDSA')).toBe('ambiguous');
    expect(keys.find('a', 'EdDSA')).toMatchObject({
      code: 'KEY_UNKNOWN',
      detail: expect.stringContaining('several keys'),
    });
  });

  it('can be looked at without a fetch: undefined only where a set that has not answered could have it', () => {
    const [hanging, refusing] = [HANGING(), down(3)];
    expect(merged(hanging, having(a)).look('a', 'EdDSA')).toBe(a);
    expect(merged(having(a), having(ed('a'))).look('a', 'EdDSA')).toBe(a);
    expect(merged(having(a), having(ed('a', 1))).look('a', 'EdDSA')).toMatchObject({ code: 'KEY_UNKNOWN' });
    expect(merged(hanging, having(b)).look('a', 'EdDSA')).toBeUndefined();
    expect(merged(refusing, having(b)).look('a', 'EdDSA')).toMatchObject({ code: 'KEYS_UNAVAILABLE' });
    expect(merged(having(b), having(b)).look('a', 'EdDSA')).toMatchObject({ code: 'KEY_UNKNOWN' });
  });

  it('is in use as long as one set has it', () => {
    const keys = merged(down(), having(a));
    expect([isInUse(keys, a), isInUse(keys, b)]).toEqual([true, false]);
  });
});

describe('a kid that no set at hand knows', () => {
  const [one, other] = [having(ed('a')), having(ed('b', 1))];

  it('is unknown when every set was asked', async () => {
    await expect(codeOf(merged(one, other), 'x')).resolves.toBe('KEY_UNKNOWN');
  });

  it('cannot be decided while one of the sets is unavailable, because that set may have it', async () => {
    await expect(codeOf(merged(one, down()), 'x')).resolves.toBe('KEYS_UNAVAILABLE');
    await expect(codeOf(merged(down(), one), 'x')).resolves.toBe('KEYS_UNAVAILABLE');
  });

  it('names the time when the first set may be back', async () => {
    const keys = merged(down(9), one, down(3), down(5));
    await expect(keys.find('x', 'EdDSA')).resolves.toMatchObject({
      code: 'KEYS_UNAVAILABLE',
      retryAfterSeconds: 3,
    });
  });

  it('takes a set that names no time as the soonest', async () => {
    const found = merged(down(3), down(), down(2)).find('x', 'EdDSA');
    await expect(found).resolves.toMatchObject({ detail: 'down undefined' });
  });

  it('waits for the set that is being fetched, and is decided by that set', async () => {
    const { source, bring } = slow();
    const found = merged(one, source).find('x', 'EdDSA');
    bring(refuse('KEY_UNKNOWN', 'not here either'));
    await expect(found).resolves.toMatchObject({ code: 'KEY_UNKNOWN' });
  });
});

describe('a kid that is known for another algorithm', () => {
  const one = having(ed('a'));

  it('is refused as that, not as unknown, in any order of the sets', async () => {
    const other = having(ed('b'));
    await expect(codeOf(merged(one, other), 'a', 'ES256')).resolves.toBe('ALGORITHM_REFUSED');
    await expect(codeOf(merged(other, one), 'a', 'ES256')).resolves.toBe('ALGORITHM_REFUSED');
  });

  it('cannot be decided while another set is unavailable', async () => {
    await expect(codeOf(merged(one, down()), 'a', 'ES256')).resolves.toBe('KEYS_UNAVAILABLE');
  });
});

describe('looking without waiting', () => {
  it('finds a key, otherwise the most precise miss, otherwise nothing', () => {
    const [ec, edA] = [having(verificationKey(EC, 'a')), having(ed('a'))];
    expect(merged(down(), ec, edA).peek('a', 'EdDSA')).toMatchObject({ kid: 'a' });
    expect(merged(having(ed('b')), ec).peek('a', 'EdDSA')).toBe('unfit');
    expect(merged(down(), having(ed('b'))).peek('a', 'EdDSA')).toBe('unknown');
    expect(merged(down(), HANGING()).peek('a', 'EdDSA')).toBeUndefined();
  });
});

describe('several sets', () => {
  it('are fetched, reported and closed separately', async () => {
    const [one, other] = [down(), down()];
    const keys = merged(one, having(ed('a')), other);
    await keys.prefetch();
    keys.close();
    expect(keys.inspect().map(({ status }) => status)).toEqual(['unavailable', 'ready', 'unavailable']);
    for (const source of [one, other]) {
      expect(source.prefetch).toHaveBeenCalledTimes(1);
      expect(source.close).toHaveBeenCalledTimes(1);
    }
  });

  it('never give a key that no set has, and never refuse one that a set at hand has alone', async () => {
    const key = fc.record({
      kid: fc.constantFrom('a', 'b', 'c'),
      pair: fc.constantFrom(0 as const, 1 as const),
    });
    const set = fc.option(fc.uniqueArray(key, { selector: ({ kid }) => kid, maxLength: 3 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(set, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('a', 'b', 'c', 'd'),
        async (sets, kid) => {
          const keys = merged(
            ...sets.map((members) =>
              members === null ? down() : having(...members.map((one) => ed(one.kid, one.pair))),
            ),
          );
          const holders = sets.flatMap((members) => members ?? []).filter((one) => one.kid === kid);
          const materials = new Set(holders.map(({ pair }) => pair));
          const found = await keys.find(kid, 'EdDSA');
          if (materials.size === 1)
            expect(found).toMatchObject({ kid, key: PAIRS[holders[0]?.pair ?? 0].publicKey });
          else if (materials.size > 1 || !sets.includes(null))
            expect(found).toMatchObject({ code: 'KEY_UNKNOWN' });
          else expect(found).toMatchObject({ code: 'KEYS_UNAVAILABLE' });
        },
      ),
    );
  });
});
