import { findCause, generalCause, type CauseEvidence } from '../causes/index.js';
import { dropPromise, type JwtClaims } from '../claims/index.js';
import type { LikelyCause, Refusal, RefusalCode } from '../errors/index.js';
import type { RefusalHint } from '../options/index.js';
import { MAX_TOKEN_CHARACTERS } from '../tokens/index.js';
import type { Policy } from './policy.js';
import type { Step } from './step.js';
import type { Subject } from './subject.js';

/** What a refusing step has seen. Read only as far as a cause asks: most refusals have few possible causes. */
class StepEvidence implements CauseEvidence {
  constructor(
    readonly code: RefusalCode,
    private readonly step: Step,
    private readonly subject: Subject,
  ) {}

  /** Empty where it is too long for a token: nothing of it is looked at then. */
  get token(): string {
    const { token = '' } = this.subject;
    return token.length > MAX_TOKEN_CHARACTERS ? '' : token;
  }

  get claims(): JwtClaims {
    return this.subject.verified ?? this.subject.parsed?.payload ?? {};
  }

  get nowSeconds(): number {
    return this.subject.moment(0).nowSeconds;
  }

  get accepts(): readonly unknown[] {
    return this.step.accepts?.() ?? [];
  }

  get found(): unknown {
    return this.step.found?.(this.subject);
  }

  get claim(): CauseEvidence['claim'] {
    return this.step.claim;
  }
}

function applies(hint: RefusalHint, claims: JwtClaims, token: string): boolean {
  try {
    const result: unknown = hint.matches(claims, token);
    dropPromise(result);
    return result === true;
  } catch {
    return false;
  }
}

/** The hint of the options that knows a refusal: of the issuer that the token names, else of any issuer of the policy. */
function hintAt(
  { code }: Refusal,
  { issuers }: Policy,
  subject: Subject,
  evidence: CauseEvidence,
): LikelyCause | undefined {
  const asked = subject.issuer === undefined ? issuers : [subject.issuer];
  const known = asked.flatMap(({ options }) => options.hints.filter((hint) => hint.code === code));
  const hint = known.find((one) => applies(one, evidence.claims, subject.token ?? ''));
  if (hint === undefined) return undefined;
  const { name = 'hint', mender = generalCause(code).mender, message } = hint;
  return { name, mender, sentence: message };
}

/**
 * The refusal with its likely cause, where a hint of the options or the table of causes knows one; the detail, which is
 * logged, ends with its sentence. A cause sees the same of a cached token as of a new one.
 */
export function withCause(refusal: Refusal, step: Step, policy: Policy, subject: Subject): Refusal {
  const evidence = new StepEvidence(refusal.code, step, subject);
  const cause = hintAt(refusal, policy, subject, evidence) ?? findCause(evidence);
  return cause === undefined
    ? refusal
    : { ...refusal, detail: `${refusal.detail}; likely cause: ${cause.sentence}`, cause };
}
