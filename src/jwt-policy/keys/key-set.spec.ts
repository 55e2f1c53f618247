import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { KeySet, type KeySetRules } from './key-set.js';
import { verificationKey, type VerificationKey } from './verification-key.js';
import { makeKeyPair } from '../../../test/support/key-pair.js';

function ec(kid: string | undefined, namedCurve = 'P-256'): VerificationKey {
  return verificationKey(makeKeyPair('ec', { namedCurve }).publicKey, kid);
}

function ed(kid: string | undefined): VerificationKey {
  return verificationKey(makeKeyPair('ed25519').publicKey, kid);
}

const FETCHED: KeySetRules = { allowMissingKid: false, kidlessKeysAnswerAll: false };
const GIVEN: KeySetRules = { allowMissingKid: false, kidlessKeysAnswerAll: true };

describe('a key set', () => {
  it('finds the key with the kid of the token', () => {
    const [a, b] = [ec('a'), ec('b')];
    expect(new KeySet([a, b], FETCHED).find('b', 'ES256')).toBe(b);
  });

  it('knows its kids, each once', () => {
    const { kids } = new KeySet([ec('a'), ed('a'), ec('b'), ec(undefined)], FETCHED);
    expect(kids).toEqual(['a', 'b']);
    expect(Object.isFrozen(kids)).toBe(true);
  });

  it.each([
    ['another letter case', 'A'],
    ['a blank at the end', 'a '],
    ['an empty text', ''],
    ['a path', '../a'],
    ['SQL', "a' OR '1'='1"],
    ['a name of the prototype', '__proto__'],
    ['another one', 'constructor'],
    ['a megabyte', 'a'.repeat(1_000_000)],
  ])('does not know the kid that is %s', (_name, kid) => {
    expect(new KeySet([ec('a')], FETCHED).find(kid, 'ES256')).toBe('unknown');
  });

  it('finds a key whose kid is a name of the prototype', () => {
    const key = ec('__proto__');
    expect(new KeySet([key], FETCHED).find('__proto__', 'ES256')).toBe(key);
  });

  it('does not use a key for an algorithm it is not for', () => {
    expect(new KeySet([ec('a')], FETCHED).find('a', 'ES384')).toBe('unfit');
    expect(new KeySet([ec('a')], FETCHED).find('a', 'HS256')).toBe('unfit');
  });

  it('narrows two keys with one kid by algorithm', () => {
    const [first, second] = [ec('a'), ed('a')];
    const set = new KeySet([first, second], FETCHED);
    expect([set.find('a', 'ES256'), set.find('a', 'EdDSA')]).toEqual([first, second]);
  });

  it('uses neither of two keys with one kid that both fit', () => {
    expect(new KeySet([ec('a'), ec('a')], FETCHED).find('a', 'ES256')).toBe('ambiguous');
  });

  it.each([
    ['with the same algorithms', undefined, undefined],
    ['the first of one algorithm', 'EdDSA', undefined],
    ['the second of one algorithm', undefined, 'EdDSA'],
  ] as const)('takes equal material under one kid for one key: %s', (_name, first, second) => {
    const { key } = ed('a');
    const keys = [verificationKey(key, 'a', first), verificationKey(key, 'a', second)] as const;
    expect(new KeySet(keys, FETCHED).find('a', 'EdDSA')).toBe(keys[0]);
  });

  it.each([
    ['before them', 0],
    ['between them', 1],
    ['after them', 2],
  ])('uses none of equal keys and another one %s', (_name, place) => {
    const { key } = ed('a');
    const keys = [verificationKey(key, 'a'), verificationKey(key, 'a')];
    keys.splice(place, 0, ed('a'));
    expect(new KeySet(keys, FETCHED).find('a', 'EdDSA')).toBe('ambiguous');
  });

  it('has no key for a token without kid', () => {
    expect(new KeySet([ec('a')], FETCHED).find(undefined, 'ES256')).toBe('no-kid');
  });

  describe('that takes tokens without kid', () => {
    const rules = { ...FETCHED, allowMissingKid: true };

    it('uses its one key', () => {
      const key = ec('a');
      expect(new KeySet([key], rules).find(undefined, 'ES256')).toBe(key);
    });

    it.each([
      ['one kid', 'a', 'a'],
      ['two kids', 'a', 'b'],
      ['a kid and none', 'a', undefined],
    ])('uses the one key that is listed twice, under %s', (_name, first, second) => {
      const { key } = ec('a');
      const keys = [verificationKey(key, first), verificationKey(key, second)] as const;
      expect(new KeySet(keys, rules).find(undefined, 'ES256')).toBe(keys[0]);
    });

    it('uses none of two, even if only one fits', () => {
      expect(new KeySet([ec('a'), ed('b')], rules).find(undefined, 'ES256')).toBe('no-kid');
    });

    it('still does not know a kid it does not know', () => {
      expect(new KeySet([ec('a')], rules).find('b', 'ES256')).toBe('unknown');
    });
  });

  describe('with a key without kid', () => {
    it('does not use that key for other kids when it was fetched', () => {
      expect(new KeySet([ec(undefined)], FETCHED).find('b', 'ES256')).toBe('unknown');
    });

    it('uses it for every kid, and for none, when it was given in the options', () => {
      const key = ec(undefined);
      const set = new KeySet([key], GIVEN);
      expect([set.find('b', 'ES256'), set.find(undefined, 'ES256')]).toEqual([key, key]);
    });

    it('prefers the key that has the kid', () => {
      const named = ec('a');
      const set = new KeySet([ec(undefined), named], GIVEN);
      expect(set.find('a', 'ES256')).toBe(named);
    });

    it('does not fall back on it when the key with the kid does not fit', () => {
      const set = new KeySet([ec(undefined), ed('a')], GIVEN);
      expect(set.find('a', 'ES256')).toBe('unfit');
    });

    it('uses neither of two that both fit', () => {
      expect(new KeySet([ec(undefined), ec(undefined)], GIVEN).find('b', 'ES256')).toBe('ambiguous');
    });

    it('uses one that is given twice', () => {
      const key = ec(undefined);
      const set = new KeySet([key, verificationKey(key.key, undefined)], GIVEN);
      expect(set.find('b', 'ES256')).toBe(key);
    });

    it('never takes a public key for a secret', () => {
      const secret = verificationKey(createSecretKey(Buffer.alloc(32)), undefined);
      const set = new KeySet([ec(undefined), secret], GIVEN);
      expect(set.find('b', 'HS256')).toBe(secret);
    });
  });

  it('has nothing for anybody when it is empty', () => {
    const set = new KeySet([], { allowMissingKid: true, kidlessKeysAnswerAll: true });
    expect([set.find('a', 'ES256'), set.find(undefined, 'ES256')]).toEqual(['unknown', 'no-kid']);
  });

  describe('and the keys of another set', () => {
    /** The same key made anew, as each fetch makes it. */
    const again = ({ key, kid }: VerificationKey): VerificationKey => verificationKey(key, kid);

    it('has its own that equals one, with kid or without', () => {
      const [named, unnamed] = [ec('a'), ec(undefined)];
      const set = new KeySet([ed('a'), ed(undefined), named, unnamed], FETCHED);
      expect(set.equalOf(again(named))).toBe(named);
      expect(set.equalOf(again(unnamed))).toBe(unnamed);
    });

    it('has none that equals a key of another kid, of no kid or of other material', () => {
      const own = ec('a');
      const set = new KeySet([own], FETCHED);
      const others = [verificationKey(own.key, 'b'), verificationKey(own.key, undefined), ec('a')];
      expect(others.map((key) => set.equalOf(key))).toEqual([undefined, undefined, undefined]);
    });
  });
});
