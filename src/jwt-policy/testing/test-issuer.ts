import { ALGORITHM_NAMES, isAlgorithm, type SignatureAlgorithm } from '../keys/index.js';
import { isPlainObject } from '../claims/index.js';
import { unknownOptionProblem } from '../errors/index.js';
import { badTokens, type BadTokens } from './bad-token.js';
import { install } from './install.js';
import type { TestingModuleBuilderLike } from './installation.js';
import { assertFailure, type IssuerFailure } from './issuer-failure.js';
import { IssuerState, type TokenChanges, type TokenClaims } from './issuer-state.js';
import { assertNotProduction } from './production.js';
import { listen, portOf, type ListeningIssuer, type ListenOptions } from './listening-issuer.js';
import { TestClock } from './test-clock.js';
import { TestKitError } from './test-kit-error.js';

/** What a test issuer is. All of it may be left out: it then takes what the application expects. */
export interface TestIssuerOptions {
  /** The `iss` of its tokens, as configured in the application. @default the only issuer of the application */
  readonly issuer?: string;
  /** The `aud` of its tokens; `null` for none. @default what the application accepts */
  readonly audience?: string | readonly string[] | null;
  /**
   * Signs its tokens.
   * @default the first that the application accepts of ES256, EdDSA and so on, RSA last because its keys are slow to make;
   * `RS256` where no application is known
   */
  readonly algorithm?: SignatureAlgorithm;
  /** Claims of every token, such as `{ token_use: 'access' }`. @default {} */
  readonly claims?: TokenClaims;
  /** The time for its tokens and for the applications that it is installed in. @default a new clock */
  readonly clock?: TestClock;
}

const OPTION_NAMES = ['issuer', 'audience', 'algorithm', 'claims', 'clock'];

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Null stands for no audience. */
function isAudience(value: unknown): boolean {
  return value === null || isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText));
}

/** What is wrong with the options, in words, or undefined. */
function optionsProblem(options: unknown): string | undefined {
  if (!isPlainObject(options)) return 'takes an object, or nothing.';
  const unknown = unknownOptionProblem(options, OPTION_NAMES);
  if (unknown !== undefined) return unknown;
  const { issuer, audience, algorithm, claims, clock } = options;
  if (issuer !== undefined && !isText(issuer)) return 'issuer must be a text that is not empty.';
  if (audience !== undefined && !isAudience(audience))
    return 'audience must be a text, a list of texts, or null for none.';
  if (algorithm !== undefined && !isAlgorithm(algorithm))
    return `algorithm must be one of ${ALGORITHM_NAMES.join(', ')}.`;
  if (claims !== undefined && !isPlainObject(claims)) return 'claims must be an object.';
  if (clock !== undefined && !(clock instanceof TestClock)) return 'clock must be a TestClock.';
  return undefined;
}

/**
 * An issuer of tokens for tests. It stands in for an issuer that an application trusts: the application stays as it is
 * configured, and only what it fetches comes from here.
 */
export class TestIssuer {
  readonly #state: IssuerState;
  /** Tokens that must not pass, each with the code of its refusal. */
  readonly bad: BadTokens;

  /** @internal `createTestIssuer` makes it. */
  constructor(state: IssuerState) {
    this.#state = state;
    this.bad = badTokens(state);
  }

  /** @internal Throws `TestKitError` for what is no test issuer. */
  static stateOf(issuer: TestIssuer): IssuerState {
    if (issuer instanceof TestIssuer) return issuer.#state;
    throw new TestKitError('A test issuer is needed here, which createTestIssuer() makes.');
  }

  /** The `iss` of its tokens. */
  get issuer(): string {
    return this.#state.name;
  }

  /** Moves the time for its tokens and for the applications that it is installed in. */
  get clock(): TestClock {
    return this.#state.clock;
  }

  /**
   * A token that is valid for the application but for the changes: `iss`, `sub`, `aud` and times are there, and scopes and
   * whatever else the application demands are up to the claims. `undefined` removes a claim. Of several applications, the
   * one that was compiled last counts.
   */
  token(claims: TokenClaims = {}, changes: TokenChanges = {}): string {
    return this.#state.token(claims, changes);
  }

  /**
   * From now on a new key signs, and the old one is no longer published. The clock moves on by the cooldown of the key sets
   * (option `jwks.cooldownSeconds`), so that a token of the new key makes the application fetch again. Until then it
   * accepts the old key, as it would in earnest. Throws `TestKitError` where the keys are in the options.
   */
  rotate({ keepOld = false }: { readonly keepOld?: boolean } = {}): Promise<void> {
    return this.#state.rotate(keepOld);
  }

  /**
   * From now on its documents are answered like this, until `recover()`. An application that has fetched the keys goes on
   * with them; move the clock to make it fetch again. Throws `TestKitError` where the keys are in the options.
   */
  fail(failure: IssuerFailure): void {
    assertFailure(failure);
    this.#state.fail(failure);
  }

  /** Its documents are answered as they should be. */
  recover(): void {
    this.#state.recover();
  }

  /**
   * Lets it stand in for its issuer in an application that is about to be compiled; returns the same builder. It replaces what
   * fetches keys, the clock, and keys that are in the options. Throws `TestKitError` here for a module that is compiled
   * already, and from `compile()` for an application without such an issuer.
   */
  install<Builder extends TestingModuleBuilderLike>(builder: Builder): Builder {
    return install(builder, [this.#state]);
  }

  /**
   * Serves its discovery document, its key set and tokens on 127.0.0.1, for browsers, other processes and other languages.
   * An issuer without a name is called by its URL from then on. Close what it returns. Rejects with `TestKitError` for
   * wrong options.
   */
  async listen(options: ListenOptions = {}): Promise<ListeningIssuer> {
    return listen(this.#state, portOf(options));
  }
}

/**
 * Makes an issuer for tests. Throws `TestKitError` for wrong options, and with `NODE_ENV=production`.
 * @example `const issuer = createTestIssuer({ issuer: 'https://id.example.com', audience: 'orders' });`
 */
export function createTestIssuer(options: TestIssuerOptions = {}): TestIssuer {
  assertNotProduction();
  const problem = optionsProblem(options);
  if (problem !== undefined) throw new TestKitError(`createTestIssuer(): ${problem}`);
  const { clock = new TestClock(), ...given } = options;
  return new TestIssuer(new IssuerState(given, clock));
}

/** Installs several issuers in one application, which then share the clock of the first. See `TestIssuer.install`. */
export function installIssuers<Builder extends TestingModuleBuilderLike>(
  builder: Builder,
  ...issuers: readonly TestIssuer[]
): Builder {
  if (issuers.length === 0)
    throw new TestKitError('installIssuers() needs one test issuer at least, after the builder.');
  return install(
    builder,
    issuers.map((issuer) => TestIssuer.stateOf(issuer)),
  );
}
