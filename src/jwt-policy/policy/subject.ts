import type { JwtPolicyClock } from '../clock.js';
import type { PriorAuthentication, ClaimsWeight, JwtClaims, Moment, RuleContext } from '../claims/index.js';
import type { SignatureAlgorithm, VerificationKey } from '../keys/index.js';
import type { Call, ParsedToken, TokenSegments } from '../tokens/index.js';
import type { PolicyIssuer } from './policy-issuer.js';

/** A client application that a registry knows and approves. */
export interface ApprovedClient {
  readonly id: string;
  readonly name: string | undefined;
}

/** What a decision has found out so far. Steps read it, and each resolver puts one named value on it. */
export class Subject implements RuleContext {
  token: string | undefined;
  /** The segments of the token, where its characters are those of a JWS. */
  segments: TokenSegments | undefined = undefined;
  parsed: ParsedToken | undefined = undefined;
  issuer: PolicyIssuer | undefined = undefined;
  algorithm: SignatureAlgorithm | undefined = undefined;
  key: VerificationKey | undefined = undefined;
  /** Under which the token is cached, where tokens are. */
  cacheKey: string | undefined = undefined;
  /** The payload, once the signature is verified. */
  verified: JwtClaims | undefined = undefined;
  /** What the verified payload takes in memory, where it was parsed for this call. */
  weight: ClaimsWeight | undefined = undefined;
  /** The client of the token, where the policy looks it up. */
  client: ApprovedClient | undefined = undefined;
  /** The time of the checks in seconds, read when the first of them asks, and again after a step that waited. */
  private nowSeconds: number | undefined = undefined;
  /** Whether its policy has passed: the demands see what it has established. */
  hasPassed = false;
  /** Whether an explanation asks: then steps log nothing, because nobody has called. */
  isExplained = false;

  /**
   * @param brought a token that did not come in the call: whoever asks has brought it along
   * @param before what the policy before this one has found out
   */
  constructor(
    readonly call: Call,
    readonly clock: JwtPolicyClock,
    readonly brought?: string,
    private readonly before?: Subject,
  ) {
    this.token = brought;
  }

  /** What the last policy that passed has established. */
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
   * The same as far as somebody has signed it: what a policy without signatures has established is the caller's own
   * word, and no key may come from that.
   */
  get signedAuthentication(): PriorAuthentication | undefined {
    return this.before?.issuer?.options.keyOrigin.kind === 'unverified' ? undefined : this.authentication;
  }

  /** For the steps behind the signature: the runner lets none of them run before it has passed. */
  get claims(): JwtClaims {
    return must(this.verified);
  }

  /** A function that stands alone: a rule may take it out of its context. */
  get now(): () => number {
    const { clock } = this;
    return () => clock.now();
  }

  get attributes(): Call['attributes'] {
    return this.call.attributes;
  }

  /** The time of a check: one reading for all that run in one go. */
  moment(clockToleranceSeconds: number): Moment {
    this.nowSeconds ??= this.clock.now() / 1000;
    return { nowSeconds: this.nowSeconds, clockToleranceSeconds };
  }

  /** For the runner, behind a step that has waited: time has passed, and the next check reads it anew. */
  readClock(): void {
    this.nowSeconds = undefined;
  }
}

/** What an earlier step has put on the subject. Its absence is a defect of the list, and must not pass as a value. */
export function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a step ran before what it needs');
  return value;
}
