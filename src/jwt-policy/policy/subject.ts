import type { Clock } from '../clock.js';
import type { Authentication, JwtClaims, Moment, RuleContext } from '../claims/index.js';
import type { Algorithm, VerificationKey } from '../keys/index.js';
import type { Call, ParsedToken, TokenSegments } from '../tokens/index.js';
import type { PolicyIssuer } from './policy.js';

/** What a decision has found out so far. Steps read it, and each resolver puts one named value on it. */
export class Subject implements RuleContext {
  token: string | undefined;
  /** The segments of the token, where its characters are those of a JWS. */
  segments: TokenSegments | undefined = undefined;
  parsed: ParsedToken | undefined = undefined;
  issuer: PolicyIssuer | undefined = undefined;
  algorithm: Algorithm | undefined = undefined;
  key: VerificationKey | undefined = undefined;
  /** Under which the token is remembered, where tokens are. */
  cacheKey: string | undefined = undefined;
  /** The payload, once the signature is verified. */
  verified: JwtClaims | undefined = undefined;
  /** What the policies before this one have established. */
  authentication: Authentication | undefined = undefined;

  /** @param brought a token that did not come in the call: whoever asks has brought it along */
  constructor(
    readonly call: Call,
    private readonly clock: Clock,
    readonly brought?: string,
  ) {
    this.token = brought;
  }

  /** For the steps behind the signature: the runner lets none of them run before it has passed. */
  get claims(): JwtClaims {
    return must(this.verified);
  }

  now(): number {
    return this.clock.now();
  }

  get attributes(): Call['attributes'] {
    return this.call.attributes;
  }

  /** The time of a check, read anew by each: a resolver may have waited in between. */
  moment(clockToleranceSeconds: number): Moment {
    return { nowSeconds: this.clock.now() / 1000, clockToleranceSeconds };
  }
}

/** What an earlier step has put on the subject. Its absence is a defect of the list, and must not pass as a value. */
export function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a step ran before what it needs');
  return value;
}
