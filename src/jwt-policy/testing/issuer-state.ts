import type { KeyObject } from 'node:crypto';
import { isPlainObject } from '../claims/index.js';
import { quote } from '../errors/index.js';
import { isSymmetric, type SignatureAlgorithm } from '../keys/index.js';
import type { NormalizedIssuer, NormalizedOptions } from '../options/index.js';
import { acceptedAlgorithm, acceptedAudience, acceptedType } from './accepted-values.js';
import { keyPair, type KeyPair } from './key-pairs.js';
import type { IssuerFailure } from './issuer-failure.js';
import { signToken } from './sign-token.js';
import type { TestClock } from './test-clock.js';
import { TestKitError } from './test-kit-error.js';

/** Claims of a test token, of any value: tests need wrong ones too. `undefined` stands for a claim that is not there. */
export type TokenClaims = Readonly<Record<string, unknown>>;

/** What a test issuer was told about itself. */
export interface GivenIssuer {
  readonly issuer?: string | undefined;
  readonly audience?: string | readonly string[] | null | undefined;
  readonly algorithm?: SignatureAlgorithm | undefined;
  readonly claims?: TokenClaims | undefined;
}

/** How a token differs from one that is valid. */
export interface TokenChanges {
  /** Members of the token's header to change; `undefined` removes one. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** Signs with this algorithm. @default one that the application accepts */
  readonly algorithm?: SignatureAlgorithm;
}

/** Also who signs. */
export interface SignedChanges extends TokenChanges {
  readonly signingKey?: KeyObject;
}

/** An application's own options for an issuer; one for each policy that has it. */
interface Bound {
  readonly app: NormalizedOptions;
  readonly options: readonly NormalizedIssuer[];
}

/** How an issuer is called whose application accepts any. */
const NAME_WHERE_ANY_IS_ACCEPTED = 'https://issuer.test';
const LIFETIME_SECONDS = 3600;

/** What a test issuer is: its name, its keys, and what the applications that trust it expect of its tokens. */
export class IssuerState {
  private readonly bound: Bound[] = [];
  private known: string | undefined;
  /** Keys are numbered; the newest signs. */
  private newest = 1;
  private published: readonly number[] = [1];
  private failing: IssuerFailure | undefined;

  constructor(
    readonly given: GivenIssuer,
    public clock: TestClock,
  ) {
    this.known = given.issuer;
  }

  get name(): string {
    if (this.known !== undefined) return this.known;
    throw new TestKitError(
      'createTestIssuer() without issuer takes the issuer of the application: install it and compile the module first, call listen(), or give it the issuer.',
    );
  }

  get isNamed(): boolean {
    return this.known !== undefined;
  }

  /** How its documents are answered. Undefined: as they should be. */
  get failure(): IssuerFailure | undefined {
    return this.failing;
  }

  get isBound(): boolean {
    return this.bound.length > 0;
  }

  /** The name of an issuer that has none: the only one of the application, or any where any is accepted. */
  takeName(name: string = NAME_WHERE_ANY_IS_ACCEPTED): void {
    this.known ??= name;
  }

  bind(app: NormalizedOptions, options: readonly NormalizedIssuer[]): void {
    this.bound.push({ app, options });
  }

  /** What an application expects of this issuer, by default the one that was compiled last. Empty where there is none. */
  expectations(app?: NormalizedOptions): readonly NormalizedIssuer[] {
    const found = this.bound.findLast((bound) => app === undefined || bound.app === app);
    return found?.options ?? [];
  }

  algorithm(app?: NormalizedOptions): SignatureAlgorithm {
    return this.given.algorithm ?? acceptedAlgorithm(this.expectations(app), this.name);
  }

  /** A token that is valid but for the changes. `undefined` removes a claim. */
  token(claims: TokenClaims = {}, changes: SignedChanges = {}, app?: NormalizedOptions): string {
    if (!isPlainObject(claims))
      throw new TestKitError(
        'token() takes the claims of the token as an object, such as { scope: "orders/read" }.',
      );
    const algorithm = changes.algorithm ?? this.algorithm(app);
    const { kid, pair } = this.signingKey(algorithm);
    const header = { alg: algorithm, typ: acceptedType(this.expectations(app)), kid, ...changes.header };
    return signToken(
      header,
      { ...this.validClaims(app), ...claims },
      algorithm,
      changes.signingKey ?? pair.signing,
    );
  }

  /** The claims of a valid token. */
  validClaims(app?: NormalizedOptions): TokenClaims {
    const now = this.clock.seconds;
    const expected = this.expectations(app);
    const { audience = acceptedAudience(expected), claims } = this.given;
    return {
      iss: this.name,
      sub: 'test-caller',
      ...(audience !== null && audience !== undefined && { aud: audience }),
      iat: now,
      ...(expected.some(({ requireNbf }) => requireNbf) && { nbf: now }),
      exp: now + LIFETIME_SECONDS,
      ...claims,
    };
  }

  signingKey(algorithm: SignatureAlgorithm): { readonly kid: string; readonly pair: KeyPair } {
    return this.keyAt(this.newest, algorithm);
  }

  /** A pair that is not this issuer's. */
  foreignPair(algorithm: SignatureAlgorithm): KeyPair {
    return keyPair(`not ${this.name}`, algorithm);
  }

  /** The published keys as JWKs (RFC 7517), one for each algorithm. With `areForeign` they are other keys under the same names. */
  publicKeys(algorithms = this.publishedAlgorithms(), areForeign = false): readonly object[] {
    return this.published.flatMap((number) =>
      [...algorithms].map((algorithm) => {
        const { kid, pair } = this.keyAt(number, algorithm);
        const { verifying } = areForeign ? this.foreignPair(algorithm) : pair;
        return { ...verifying.export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' };
      }),
    );
  }

  /** From now on its documents are answered like this. */
  fail(failure: IssuerFailure): void {
    this.assertFetched('fail()');
    this.failing = failure;
  }

  recover(): void {
    this.failing = undefined;
  }

  /** From now on a new key signs. */
  async rotate(keepOld: boolean): Promise<void> {
    this.assertFetched('rotate()');
    this.newest += 1;
    this.published = keepOld ? [...this.published, this.newest] : [this.newest];
    const cooldowns = this.bound.flatMap(({ options }) =>
      options.map(({ refreshTimes }) => refreshTimes.cooldownMs),
    );
    await this.clock.advance(Math.max(0, ...cooldowns) / 1000);
  }

  /** What would change nothing must not look as if it did. */
  private assertFetched(what: string): void {
    const all = this.bound.flatMap(({ options }) => options);
    if (all.every(({ keyOrigin }) => isFetched(keyOrigin.kind))) return;
    throw new TestKitError(
      `The keys of the issuer ${quote(this.name, 200)} are in the options of the application (keys), and those do not change while it runs: ${what} is for issuers whose keys are fetched.`,
    );
  }

  /** All that any application accepts, so that a token may be signed with any of them later. */
  private publishedAlgorithms(): ReadonlySet<SignatureAlgorithm> {
    const accepted = this.bound.flatMap(({ options }) =>
      options.flatMap(({ algorithms }) => [...algorithms]),
    );
    const algorithms = accepted.length === 0 ? [this.algorithm()] : accepted;
    return new Set(algorithms.filter((algorithm) => !isSymmetric(algorithm)));
  }

  private keyAt(
    number: number,
    algorithm: SignatureAlgorithm,
  ): { readonly kid: string; readonly pair: KeyPair } {
    const pair = keyPair(JSON.stringify([this.name, number]), algorithm);
    return { kid: `${this.name}#${algorithm}-${number}`, pair };
  }
}

function isFetched(kind: NormalizedIssuer['keyOrigin']['kind']): boolean {
  return kind === 'jwks' || kind === 'discovery';
}
