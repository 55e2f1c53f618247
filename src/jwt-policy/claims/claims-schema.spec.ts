import { describe, expect, it } from '@jest/globals';
import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';
import { AsyncRuleError, compileClaimDemand, runClaimCheck, whyNot } from './claim-demand.js';
import { ClaimsSchema } from './claims-schema.js';
import type { JwtClaims } from './claims.js';
import { freezeClaims } from './freeze-claims.js';
import type { RuleContext } from './rule.js';
import { isStandardSchema, type StandardSchema } from './standard-schema.js';

function claimsOf(claims: object): JwtClaims {
  const copy = structuredClone(claims);
  freezeClaims(copy);
  return copy as JwtClaims;
}
const contextOf = (claims: JwtClaims) => ({ claims, attributes: {} }) as RuleContext;
const GOOD = claimsOf({ sub: 'alice', shop: 'north', roles: ['clerk'], address: { zip: 1234 } });

/** A schema that does as it is told, and counts how often it is asked. */
function schemaThat(validate: (value: unknown) => unknown): StandardSchema & { asked: number } {
  const schema = {
    asked: 0,
    '~standard': {
      version: 1 as const,
      vendor: 'test',
      validate: (value: unknown) => {
        schema.asked += 1;
        return validate(value) as never;
      },
    },
  };
  return schema;
}

function run(schema: StandardSchema, claims: JwtClaims) {
  const thrown: unknown[] = [];
  const demand = compileClaimDemand({ rule: new ClaimsSchema(schema).rule });
  const outcome = runClaimCheck(demand, contextOf(claims), (error) => thrown.push(error));
  return { outcome, thrown, why: whyNot(demand, contextOf(claims)) };
}

const LIBRARIES: readonly (readonly [string, StandardSchema])[] = [
  ['zod', z.object({ shop: z.string(), roles: z.array(z.string()), address: z.object({ zip: z.number() }) })],
  [
    'valibot',
    v.object({ shop: v.string(), roles: v.array(v.string()), address: v.object({ zip: v.number() }) }),
  ],
  ['arktype', type({ shop: 'string', roles: 'string[]', address: { zip: 'number' } })],
];

describe.each(LIBRARIES)('a schema of %s', (library, schema) => {
  it('passes claims that fit, and describes itself', () => {
    expect(run(schema, GOOD)).toEqual({ outcome: 'passed', thrown: [], why: '' });
    expect(new ClaimsSchema(schema).rule.describe).toBe(`satisfies a schema of ${library}`);
  });

  it.each<[string, object, string]>([
    ['a claim of another type', { ...GOOD, shop: 4711 }, '"shop"'],
    ['an absent claim', { roles: [], address: { zip: 1 } }, '"shop"'],
    ['an element of another type', { ...GOOD, roles: ['clerk', 4711] }, '"roles"'],
    ['a nested member of another type', { ...GOOD, address: { zip: '4711' } }, '"address"'],
    ['several', { shop: 4711, roles: '4711', address: {} }, '"shop", "roles", "address"'],
  ])('does not pass %s, and names the claim without its value', (_what, claims, names) => {
    const { outcome, thrown, why } = run(schema, claimsOf(claims));
    expect([outcome, thrown]).toEqual(['failed', []]);
    expect(why.replace('does not fit: ', '').split(', ').toSorted()).toEqual(names.split(', ').toSorted());
    expect(why).not.toContain('4711');
  });

  it('gives its output frozen all the way down, beside the claims', () => {
    const output = new ClaimsSchema(schema).valueOf(GOOD) as typeof GOOD & { roles: string[] };
    expect(output).toMatchObject({ shop: 'north', roles: ['clerk'], address: { zip: 1234 } });
    for (const part of [output, output.roles, output['address']]) expect(Object.isFrozen(part)).toBe(true);
    expect(GOOD).toEqual({ sub: 'alice', shop: 'north', roles: ['clerk'], address: { zip: 1234 } });
  });

  it('throws what holds no claim value for the output of claims that do not fit', () => {
    const typed = new ClaimsSchema(schema);
    expect(() => typed.valueOf(claimsOf({ ...GOOD, shop: 4711 }))).toThrow(/^does not fit: "shop"$/);
  });
});

describe('a schema that changes what it reads', () => {
  const schema = z.object({ sub: z.string().transform(() => 'admin'), exp: z.number().default(1e12) });

  it('changes its output alone', () => {
    expect(new ClaimsSchema(schema).valueOf(GOOD)).toEqual({ sub: 'admin', exp: 1e12 });
    expect(GOOD.sub).toBe('alice');
    expect(GOOD).not.toHaveProperty('exp');
  });

  it('cannot write to the claims', () => {
    const writing = schemaThat((value) => {
      (value as Record<string, unknown>)['sub'] = 'admin';
      return { value };
    });
    expect(run(writing, GOOD)).toMatchObject({ outcome: 'threw', thrown: [expect.any(TypeError)] });
    expect(GOOD.sub).toBe('alice');
  });

  it.each<[string, () => unknown]>([
    ['a Date', () => new Date(0)],
    ['a Map', () => new Map([['a', { b: 1 }]])],
    ['bytes, which cannot be frozen', () => new Uint8Array(1)],
    [
      'an object of a class',
      () =>
        new (class Shop {
          name = 'x';
        })(),
    ],
  ])('may give %s, which is left as it is', (_what, make) => {
    const made = make();
    const typed = new ClaimsSchema(schemaThat(() => ({ value: { made } })));
    expect(typed.valueOf(GOOD)).toEqual({ made });
    expect(Object.isFrozen(made)).toBe(false);
  });

  it.each<[string, unknown]>([
    ['a text', 'x'],
    ['nothing', undefined],
    ['null', null],
    ['a function', () => 1],
  ])('may give %s', (_what, value) => {
    expect(new ClaimsSchema(schemaThat(() => ({ value }))).valueOf(GOOD)).toBe(value);
  });

  it('may give a circle, and what is frozen at the top alone', () => {
    const circle: { self?: unknown; list: unknown[] } = { list: [{}] };
    circle.self = Object.freeze({ circle });
    new ClaimsSchema(schemaThat(() => ({ value: Object.freeze([circle]) }))).valueOf(GOOD);
    expect([circle, circle.list, circle.list[0]].every(Object.isFrozen)).toBe(true);
  });
});

describe('the claims of one token', () => {
  it('are validated once, whoever asks', () => {
    const schema = schemaThat((value) => ({ value }));
    const typed = new ClaimsSchema(schema);
    for (let call = 0; call < 3; call += 1) {
      typed.valueOf(GOOD);
      typed.rule.run(GOOD, contextOf(GOOD));
    }
    expect(schema.asked).toBe(1);
    typed.valueOf(claimsOf(GOOD));
    expect(schema.asked).toBe(2);
  });

  it('are validated once where they do not fit, too', () => {
    const schema = schemaThat(() => ({ issues: [{ message: 'no' }] }));
    const { rule } = new ClaimsSchema(schema);
    for (let call = 0; call < 3; call += 1) expect(rule.run(GOOD, contextOf(GOOD))).toBe(false);
    expect(schema.asked).toBe(1);
  });

  it('are validated anew where the schema threw', () => {
    let isBroken = true;
    const schema = schemaThat((value) => {
      if (isBroken) throw new Error('x');
      return { value };
    });
    const typed = new ClaimsSchema(schema);
    expect(() => typed.valueOf(GOOD)).toThrow('x');
    isBroken = false;
    expect(typed.valueOf(GOOD)).toBe(GOOD);
  });
});

describe('a schema that answers later', () => {
  it.each<[string, StandardSchema]>([
    ['zod', z.object({}).refine(() => Promise.resolve(true))],
    [
      'valibot',
      v.pipeAsync(
        v.object({}),
        v.checkAsync(() => Promise.resolve(true)),
      ),
    ],
    ['a promise', schemaThat((value) => Promise.resolve({ value }))],
    ['a promise that is rejected', schemaThat(() => Promise.reject(new Error('x')))],
    ['what can be awaited', schemaThat((value) => ({ value, then: () => undefined }))],
  ])('refuses, and is told at every call: %s', (_what, schema) => {
    const { rule } = new ClaimsSchema(schema);
    for (let call = 0; call < 2; call += 1)
      expect(() => rule.run(GOOD, contextOf(GOOD))).toThrow(AsyncRuleError);
    expect(run(schema, GOOD)).toMatchObject({
      outcome: 'threw',
      thrown: [expect.any(AsyncRuleError)],
      why: '',
    });
  });
});

describe('a schema that answers with what is no result', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['true', true],
    ['issues that are null', { issues: null, value: 1 }],
    ['issues that are no list', { issues: {}, value: 1 }],
    ['an issue that is nothing', { issues: [null] }],
  ])('does not pass: %s', (_what, result) => {
    expect(
      run(
        schemaThat(() => result),
        GOOD,
      ).outcome,
    ).toBe('threw');
  });

  it('does not pass with a list of no issues beside a value', () => {
    expect(
      run(
        schemaThat(() => ({ issues: [], value: 1 })),
        GOOD,
      ).outcome,
    ).toBe('failed');
  });
});

describe('what is said of claims that do not fit', () => {
  it.each<[readonly unknown[] | undefined, string]>([
    [undefined, 'the claims as a whole'],
    [[], 'the claims as a whole'],
    [['shop'], '"shop"'],
    [[{ key: 'shop' }], '"shop"'],
    [['roles', 'mallory'], '"roles"'],
    [[0], '"0"'],
    [[Symbol('shop')], '"Symbol(shop)"'],
    [['a\nb'], '"a\\nb"'],
  ])('of an issue at %p is %s', (path, told) => {
    const issue = { message: 'received 4711', ...(path !== undefined && { path }) };
    expect(
      run(
        schemaThat(() => ({ issues: [issue, issue] })),
        GOOD,
      ).why,
    ).toBe(`does not fit: ${told}`);
  });

  it('names five claims at most', () => {
    const issues = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ message: '', path: [name] }));
    expect(
      run(
        schemaThat(() => ({ issues })),
        GOOD,
      ).why,
    ).toBe('does not fit: "a", "b", "c", "d", "e"');
  });
});

describe('what is no Standard Schema', () => {
  it.each<[unknown]>([
    [undefined],
    [null],
    ['x'],
    [{}],
    [() => true],
    [{ '~standard': null }],
    [{ '~standard': { version: 2, vendor: 'x', validate: () => ({}) } }],
    [{ '~standard': { version: 1, validate: () => ({}) } }],
    [{ '~standard': { version: 1, vendor: 'x', validate: 'x' } }],
  ])('is a problem of the rule: %j', (schema) => {
    expect(isStandardSchema(schema)).toBe(false);
    const { rule } = new ClaimsSchema(schema as StandardSchema);
    expect(rule.problem).toMatch(/^typedClaims\(\) needs a Standard Schema/);
    expect(rule.describe).toBe('satisfies a schema');
  });
});
