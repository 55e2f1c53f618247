import { expect, test } from '@jest/globals';
import { ownMember, watchMember } from './watched-members.js';

class Gateway {
  readonly name = 'chat';

  greet(...args: unknown[]): string {
    return `${this.name} ${args.join(' ')}`;
  }
}

test('a function in front of a method gets its arguments and calls it on its instance, and no member shows it', () => {
  const gateway = new Gateway();
  const seen: unknown[][] = [];
  watchMember(gateway, 'greet', (own) => (...args) => {
    seen.push(args);
    return own(...args);
  });
  expect(gateway.greet('one', 2)).toBe('chat one 2');
  expect(seen).toEqual([['one', 2]]);
  expect(Object.keys(gateway)).toEqual(['name']);
});

test('what the instance itself has is told past it: nothing of an inherited method, and its own function', () => {
  const inherited = new Gateway();
  const assigned = new Gateway();
  const own = (): string => 'own';
  assigned.greet = own;
  for (const gateway of [inherited, assigned]) watchMember(gateway, 'greet', (member) => member);
  expect(ownMember(inherited, 'greet')).toBeUndefined();
  expect(ownMember(assigned, 'greet')?.value).toBe(own);
  expect(ownMember(assigned, 'name')?.value).toBe('chat');
  expect(ownMember(inherited, 'toString')).toBeUndefined();
});

test('a second function is not put in front, nor one before what is no function or cannot be replaced', () => {
  const gateway = new Gateway();
  watchMember(gateway, 'greet', () => () => 'first');
  watchMember(gateway, 'greet', () => () => 'second');
  watchMember(gateway, 'name', () => () => 'name');
  watchMember(gateway, 'absent', () => () => 'absent');
  const frozen = Object.freeze(new Gateway());
  watchMember(frozen, 'greet', () => () => 'frozen');
  expect(gateway.greet()).toBe('first');
  expect(gateway.name).toBe('chat');
  expect('absent' in gateway).toBe(false);
  expect(frozen.greet()).toBe('chat ');
  expect(ownMember(frozen, 'greet')).toBeUndefined();
});
