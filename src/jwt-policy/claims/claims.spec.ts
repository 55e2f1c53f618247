import { describe, expect, it } from '@jest/globals';
import { isPlainObject } from './claims.js';

describe('isPlainObject', () => {
  it.each([[{}], [{ a: 1 }], [Object.create(null)]])('takes the object %p', (value) => {
    expect(isPlainObject(value)).toBe(true);
  });

  it.each([[null], [undefined], [[]], [['a']], ['{}'], [1], [true], [() => ({})]])('refuses %p', (value) => {
    expect(isPlainObject(value)).toBe(false);
  });
});
