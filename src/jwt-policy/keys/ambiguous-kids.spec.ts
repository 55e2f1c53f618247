import { describe, expect, it } from '@jest/globals';
import { ambiguousKids } from './key-set.js';
import { verificationKey, type VerificationKey } from './verification-key.js';
import { makeKeyPair } from '../../../test/support/key-pair.js';

const [ONE, TWO] = [makeKeyPair('ed25519').publicKey, makeKeyPair('ed25519').publicKey];
const EC = makeKeyPair('ec', { namedCurve: 'P-256' }).publicKey;

const one = (kid?: string): VerificationKey => verificationKey(ONE, kid);
const two = (kid?: string): VerificationKey => verificationKey(TWO, kid);

describe('ambiguousKids', () => {
  it.each([
    ['no keys', [], []],
    ['a key under two kids', [one('a'), one('b')], []],
    ['a key twice under one kid', [one('a'), one('a')], []],
    ['a key twice without kid', [one(), one()], []],
    ['keys of two types under one kid', [one('a'), verificationKey(EC, 'a')], []],
    ['keys of two algorithms under one kid', [one('a'), verificationKey(TWO, 'a', 'Ed25519')], []],
    ['two keys under one kid', [one('a'), two('a')], ['a']],
    ['the same key and another under one kid', [one('a'), one('a'), two('a')], ['a']],
    ['two keys without kid', [one(), two()], [undefined]],
    ['several such kids', [one('b'), one('a'), two('a'), two('b'), one('c')], ['a', 'b']],
    ['a kid with a name of the prototype', [one('__proto__'), two('__proto__')], ['__proto__']],
  ] as [string, VerificationKey[], (string | undefined)[]][])(
    'finds the ambiguous kids of %s',
    (name, keys, kids) => {
      const only = name.includes('two algorithms')
        ? [verificationKey(ONE, 'a', 'EdDSA'), ...keys.slice(1)]
        : keys;
      expect(ambiguousKids(only, 'EdDSA')).toEqual(kids);
    },
  );
});
