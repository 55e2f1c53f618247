import {
  JwtPolicyModule,
  type IssuerOptions,
  type JwtPolicyOptions,
  type PolicyOptions,
  type DangerouslyUnsigned,
} from '../../src/jwt-policy/index.js';
import type { Expect, Same } from './expect-type.js';

const issuer = { issuer: 'https://id.example.com', audience: 'orders' };

// The short form and the long one exclude each other: with both, a reader could not tell which issuers count.
export const short: JwtPolicyOptions = { issuers: [issuer] };
export const long: JwtPolicyOptions = { policies: [{ name: 'partners', issuers: [issuer] }] };
// @ts-expect-error both
export const both: JwtPolicyOptions = { issuers: [issuer], policies: [] };
// @ts-expect-error neither
export const neither: JwtPolicyOptions = { failFast: true };
// @ts-expect-error `checks` stand in a policy where there are policies
export const checksBeside: JwtPolicyOptions = { policies: [], checks: [] };

// A check is switched off aloud, by null. An option that is left out must not switch off anything.
export const unchecked: IssuerOptions = { issuer: null, audience: null, types: null };
// @ts-expect-error the issuer is left out
export const withoutIssuer: IssuerOptions = { audience: 'orders' };
// @ts-expect-error the audience is left out
export const withoutAudience: IssuerOptions = { issuer: 'https://id.example.com' };
// An unset environment variable is undefined: it has to be handled before it gets here.
declare const unset: string | undefined;
// @ts-expect-error undefined is no audience
export const unsetAudience: IssuerOptions = { ...issuer, audience: unset };
// @ts-expect-error undefined stands for no key set
export const unsetKeys: IssuerOptions = { ...issuer, jwksUri: unset };

// A misspelt name, and a value that no release would take, are found in the editor already.
// @ts-expect-error audiences
export const misspelt: IssuerOptions = { ...issuer, audiences: ['orders'] };
// @ts-expect-error no such algorithm
export const noAlgorithm: IssuerOptions = { ...issuer, algorithms: ['none'] };
// @ts-expect-error lists are not one text
export const methods: PolicyOptions = { name: 'a', issuers: [issuer], appliesTo: [{ methods: 'GET' }] };

// Lists are readonly, so that a constant of the caller fits, and the caller cannot change options later.
const AUDIENCES = ['orders', 'invoices'] as const;
export const constant: IssuerOptions = {
  ...issuer,
  audience: AUDIENCES,
  algorithms: ['RS256', 'EdDSA'] as const,
};
export function change(options: PolicyOptions): void {
  // @ts-expect-error readonly
  options.name = 'other';
  // @ts-expect-error readonly
  options.issuers.push(issuer);
}

// A key has one form: which of two would count?
export const secret: IssuerOptions = { ...issuer, algorithms: ['HS256'], keys: { secret: 'a'.repeat(32) } };
export const derived: IssuerOptions = {
  ...issuer,
  keys: {
    describe: 'the key of the tenant',
    derive: ({ attributes }) => (attributes.method === 'GET' ? { pem: '' } : undefined),
  },
};
// @ts-expect-error no key at all
export const noKey: IssuerOptions = { ...issuer, keys: { kid: 'a' } };

// The stand-in for keys that an unsigned policy has can be named, and cannot be made.
export type UnsignedHasName = Expect<
  DangerouslyUnsigned extends NonNullable<IssuerOptions['keys']> ? true : false
>;
// @ts-expect-error another symbol
export const forged: IssuerOptions = { ...issuer, keys: Symbol('signatures are not verified') };

// forRootAsync takes what forRoot takes, whether the factory waits or not.
JwtPolicyModule.forRoot(short);
JwtPolicyModule.forRootAsync({ useFactory: () => long });
JwtPolicyModule.forRootAsync({
  inject: ['SETTINGS'],
  useFactory: async (settings: typeof issuer) => ({ issuers: [settings] }),
});
// @ts-expect-error no options
JwtPolicyModule.forRootAsync({ useFactory: () => ({ issuer }) });

// What narrows by `policies` narrows the union: code that edits options needs no cast.
export function firstName(options: JwtPolicyOptions): string | undefined {
  return options.policies === undefined ? 'default' : options.policies[0]?.name;
}
export type NameIsText = Expect<Same<PolicyOptions['name'], string>>;
