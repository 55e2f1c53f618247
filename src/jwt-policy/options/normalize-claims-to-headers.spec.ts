import { describe, expect, it } from '@jest/globals';
import { normalizeClaimsToHeaders } from './normalize-claims-to-headers.js';
import { Problems } from './problems.js';
import type { ClaimToHeader } from './option-values.js';
import type { JwtPolicyConfigurationError } from '../errors/index.js';

function normalized(input: readonly unknown[]): [readonly ClaimToHeader[], readonly string[]] {
  const problems = new Problems();
  const entries = normalizeClaimsToHeaders(input as readonly ClaimToHeader[], 'c', problems);
  try {
    problems.throwIfAny();
    return [entries, []];
  } catch (error) {
    const { problems: told } = error as JwtPolicyConfigurationError;
    return [entries, told.map(({ path, message }) => `${path}: ${message}`)];
  }
}

const problemsOf = (entry: unknown): readonly string[] => normalized([entry])[1];

describe('claimsToHeaders', () => {
  it('have names in lower case, and are copied: what is changed afterwards changes nothing', () => {
    const path = ['org', 'id'];
    const [entries, problems] = normalized([
      { claim: 'sub', header: 'X-User' },
      { claim: path, header: 'x_org' },
    ]);
    path[1] = 'changed';
    expect(problems).toEqual([]);
    expect(entries).toEqual([
      { claim: 'sub', header: 'x-user' },
      { claim: ['org', 'id'], header: 'x_org' },
    ]);
    expect(Object.isFrozen(entries) && entries.every(Object.isFrozen)).toBe(true);
  });

  it.each([null, 'sub', ['sub', 'x-user']])('cannot have the entry %j', (entry) => {
    expect(problemsOf(entry)).toEqual([
      'c[0]: must be an object such as { claim: "sub", header: "x-user" }.',
    ]);
  });

  it('refuse an unknown name', () => {
    expect(problemsOf({ claim: 'sub', headers: 'x-user' })).toEqual([
      'c[0]: "headers" is not an option here; did you mean header?',
    ]);
    expect(problemsOf({ claim: 'sub', header: 'x-user', prefix: 'a' })).toEqual([
      'c[0]: "prefix" is not an option here; known are claim, header.',
    ]);
  });

  it.each([undefined, '', [], [''], 7])('cannot pass on the claim %j', (claim) => {
    expect(problemsOf({ claim, header: 'x-user' })).toEqual([
      'c[0]: claim must be a claim name, or a list of names for a nested claim.',
    ]);
  });

  it.each([undefined, '', 'x user', 'x-user:', 'x-user\r\nx', 'Über', 'x'.repeat(257), ['x-user']])(
    'cannot have the header %j',
    (header) => {
      expect(problemsOf({ claim: 'sub', header })).toEqual(['c[0]: header must be the name of a header.']);
    },
  );

  it.each([
    'Authorization',
    'HOST',
    'cookie',
    'content-length',
    'Content_Type',
    'Transfer-Encoding',
    '__proto__',
  ])('cannot speak for %s, which the service itself reads', (header) => {
    expect(problemsOf({ claim: 'sub', header })).toEqual([
      `c[0]: header must not be ${header}: the service itself reads it.`,
    ]);
  });

  it.each(['X-User', 'x_user'])('name a header once: x-user and %s are the same', (header) => {
    const [, problems] = normalized([
      { claim: 'sub', header: 'x-user' },
      { claim: 'name', header },
    ]);
    expect(problems).toEqual(['c: names the header "x-user" twice.']);
  });
});
