import type { JwtPolicyClock } from '../clock.js';
import type { PriorAuthentication, JwtClaims, Moment, RuleContext } from '../claims/index.js';
import type { SignatureAlgorithm, VerificationKey } from '../keys/index.js';
import type { Call, ParsedToken, TokenSegments } from '../tokens/index.js';
import type { PolicyIssuer } from './policy-issuer.js';

/** A client application that a registry knows and approves. */
export interface ApprovedClient {
  readonly id: string;
  readonly name: string | undefined;
}

/** The values that a decision has found so far. Steps read them, and each resolver puts one named value on it. */
export class Subject implements RuleContext {
  token: string | undefined;
  /** The segments of the token. Undefined if the token is no JWS by its characters. */
  segments: TokenSegments | undefined = undefined;
  /** Set once the token has no character that a token cannot have. */
  wellFormed: true | undefined = undefined;
  parsed: ParsedToken | undefined = undefined;
  issuer: PolicyIssuer | undefined = undefined;
  algorithm: SignatureAlgorithm | undefined = undefined;
  key: VerificationKey | undefined = undefined;
  /** The key of the token in the cache. Undefined if the policy caches no tokens. */
  cacheKey: string | undefined = undefined;
  /** The payload, once the signature is verified. */
  verified: JwtClaims | undefined = undefined;
  /** The client of the token. Undefined if the policy looks up no clients. */
  client: ApprovedClient | undefined = undefined;
  /**
   * The time of the checks in seconds. It is read at the first check that needs it, and again after a step that waited.
   */
  private nowSeconds: number | undefined = undefined;
  /** Whether its policy has passed, so that the demands may see its claims. */
  hasPassed = false;
  /** Whether an explanation asks: then steps log nothing, because nobody has called. */
  isExplained = false;

  /**
   * @param brought a token that did not come in the call, passed by the caller of `decide`
   * @param before the subject of the previous policy
   */
  constructor(
    readonly call: Call,
    readonly clock: JwtPolicyClock,
    readonly brought?: string,
    private readonly before?: Subject,
  ) {
    this.token = brought;
  }

  /** The result of the last policy that passed. */
  get authentication(): PriorAuthentication | undefined {
    const passed = this.hasPassed ? this : this.before;
    if (passed === undefined) return undefined;
    const { claims, client } = passed;
    const { sub } = claims;
    return {
      clientId: client?.id ?? null,
      clientName: client?.name ?? null,
      principal: typeof sub === 'string' ? sub : null,
      properties: { claims, jwt: must(passed.token) },
    };
  }

  /**
   * As `established`, but only if the token was signed. The sender of an unsigned token chooses its claims, so no key may
   * be found by them.
   */
  get signedAuthentication(): PriorAuthentication | undefined {
    return this.before?.issuer?.options.keyOrigin.kind === 'unverified' ? undefined : this.authentication;
  }

  /** The verified claims, for the steps after the signature. No step may read them earlier. */
  get claims(): JwtClaims {
    return must(this.verified);
  }

  /** A function without `this`, because a rule may call it apart from its object. */
  get now(): () => number {
    const { clock } = this;
    return () => clock.now();
  }

  get attributes(): Call['attributes'] {
    return this.call.attributes;
  }

  /** The time of a check. All checks that run without waiting use one reading. */
  moment(clockToleranceSeconds: number): Moment {
    this.nowSeconds ??= this.clock.now() / 1000;
    return { nowSeconds: this.nowSeconds, clockToleranceSeconds };
  }

  /** Makes the next check read the time again. It is called after a step that has waited. */
  readClock(): void {
    this.nowSeconds = undefined;
  }
}

/** A value that an earlier step has put on the subject. Throws if it is missing, which is a defect of the list. */
export function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a step ran before the value that it needs was there');
  return value;
}
