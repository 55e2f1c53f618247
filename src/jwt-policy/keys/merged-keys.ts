import { isRefusal, type Refusal } from '../errors/index.js';
import type { SignatureAlgorithm } from './algorithms.js';
import { refuseMiss } from './key-miss.js';
import type { KeyMiss } from './key-set.js';
import type { KeySetState, KeySource } from './key-source.js';
import { haveSameMaterial, type VerificationKey } from './verification-key.js';

type Answer = VerificationKey | Refusal;

/** What could not be judged by one set is not judged by all; a known kid with a refusal says more than an unknown one. */
function summarize(refusals: readonly Refusal[]): Refusal {
  const notJudged = refusals.filter(({ code }) => code === 'KEYS_UNAVAILABLE');
  const soonest = notJudged.toSorted(
    (one, other) => (one.retryAfterSeconds ?? 0) - (other.retryAfterSeconds ?? 0),
  )[0];
  return soonest ?? refusals.find(({ code }) => code !== 'KEY_UNKNOWN') ?? refuseMiss('unknown');
}

/** The first key that arrives; a source that hangs delays only calls whose key no other source has. */
async function firstKey(answers: readonly (Answer | Promise<Answer>)[]): Promise<Answer> {
  const refusals: Refusal[] = [];
  const keys = answers.map(async (answer) => {
    const late = await answer;
    if (!isRefusal(late)) return late;
    refusals.push(late);
    throw new NoKeyError();
  });
  return Promise.any(keys).catch(() => summarize(refusals));
}

/** Says within this file that a source has no key; what it said is kept beside it. */
class NoKeyError extends Error {}

/** Several key sets of one issuer as one. Each keeps its own time, so that one that fails does not hurt the others. */
export class MergedKeys implements KeySource {
  constructor(private readonly sources: readonly KeySource[]) {}

  find(kid: string | undefined, algorithm: SignatureAlgorithm): Answer | Promise<Answer> {
    const atHand = this.peek(kid, algorithm);
    if (typeof atHand === 'object') return atHand;
    if (atHand === 'ambiguous') return refuseMiss(atHand);
    return firstKey(this.sources.map((source) => source.find(kid, algorithm)));
  }

  look(kid: string | undefined, algorithm: SignatureAlgorithm): Answer | undefined {
    const answers = this.sources.map((source) => source.look(kid, algorithm));
    const ambiguous = refuseMiss('ambiguous');
    if (answers.includes(ambiguous)) return ambiguous;
    const told = answers.filter((answer) => answer !== undefined);
    const [first, ...others] = told.flatMap((answer) => (isRefusal(answer) ? [] : [answer]));
    if (first !== undefined)
      return others.every((other) => haveSameMaterial(first, other)) ? first : ambiguous;
    return told.length < answers.length ? undefined : summarize(told.filter(isRefusal));
  }

  peek(kid: string | undefined, algorithm: SignatureAlgorithm): VerificationKey | KeyMiss | undefined {
    const answers = this.sources.map((source) => source.peek(kid, algorithm));
    if (answers.includes('ambiguous')) return 'ambiguous';
    const [first, ...others] = answers.filter((answer) => typeof answer === 'object');
    if (first !== undefined)
      return others.every((other) => haveSameMaterial(first, other)) ? first : 'ambiguous';
    return answers.find((answer) => answer !== undefined && answer !== 'unknown') ?? answers.find(Boolean);
  }

  async prefetch(): Promise<void> {
    await Promise.all(this.sources.map((source) => source.prefetch()));
  }

  inspect(): readonly KeySetState[] {
    return this.sources.flatMap((source) => source.inspect());
  }

  close(): void {
    for (const source of this.sources) source.close();
  }
}
