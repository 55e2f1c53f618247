import { Corpus } from '../corpus/corpus.mjs';

/** Many calls under way at a time, and how many of them are done in a second. */
export async function open({ verifier, corpus: name, reads, options }) {
  const corpus = new Corpus(name);
  const { open: openVerifier } = await import(`../verifiers/${verifier}.mjs`);
  const verify = await openVerifier(corpus, options);
  let index = 0;

  const one = () => {
    index = index + 1 < corpus.size ? index + 1 : 0;
    return verify(reads === 'token' ? corpus.token(index) : corpus.bearer(index));
  };

  async function work(until) {
    let done = 0;
    while (process.hrtime.bigint() < until) {
      if ((await one()) !== true) throw new Error('refused a good token');
      done += 1;
    }
    return done;
  }

  return {
    async measure({ ms, concurrency }) {
      const start = process.hrtime.bigint();
      const until = start + BigInt(ms) * 1_000_000n;
      const done = await Promise.all(Array.from({ length: concurrency }, () => work(until)));
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      return { perSecond: done.reduce((sum, count) => sum + count, 0) / seconds };
    },
  };
}
