import { z } from 'zod';
import {
  Claims,
  typedClaims,
  type ClaimsOf,
  type GuardedRequest,
  type JwtClaims,
  type PolicyResult,
} from '../../src/jwt-policy/index.js';
import type { Expect, Same } from './expect-type.js';

const Shop = typedClaims(z.object({ shop: z.string(), roles: z.array(z.string()).default([]) }));
type ShopClaims = ClaimsOf<typeof Shop>;

// All claims, one of them by its whole name, or one in another by a list of names.
export class Handlers {
  list(
    @Claims() _all: JwtClaims,
    @Claims('client_id') _clientId: string,
    @Claims(['realm_access', 'roles']) _roles: readonly string[],
    @Shop() _shop: ShopClaims,
  ): void {}

  // @ts-expect-error a parameter of a handler, not a handler
  @Claims() handler(): void {}

  // @ts-expect-error a number is no name
  numbered(@Claims(0) _first: unknown): void {}
}

// Registered claims have the types of RFC 7519, every other claim has none: the issuer wrote it.
export type Registered = Expect<Same<JwtClaims['exp'], number | undefined>>;
export type Others = Expect<Same<JwtClaims['client_id'], unknown>>;

// Claims were verified once: whoever could change them could grant himself anything.
export function grant({ claims }: PolicyResult): void {
  // @ts-expect-error readonly
  claims.sub = 'admin';
}

// Typed claims have the type that the schema gives, defaults filled in, and no other.
export type FromSchema = Expect<Same<ShopClaims, { shop: string; roles: string[] }>>;
// @ts-expect-error no schema
typedClaims({ shop: 'text' });

// On public routes and for anonymous calls there are no claims: the compiler has to ask.
export function subjectOf(request: GuardedRequest): string | undefined {
  // @ts-expect-error may be undefined
  void request.jwtPolicy.claims;
  // @ts-expect-error may be undefined
  void Shop.of(request).shop;
  return request.jwtPolicy?.results['partners']?.claims.sub;
}
