import { Corpus } from '../corpus/corpus.mjs';

const CALLS_BETWEEN_LOOKS_AT_THE_CLOCK = 32;

async function accepts(verify, text) {
  try {
    return (await verify(text)) === true;
  } catch {
    return false;
  }
}

/** A verifier that accepts everything is fast. */
async function prove(verify, read, mustRefuse) {
  const text = read(0);
  const middle = text.length - 20;
  const tampered = text.slice(0, middle) + (text[middle] === 'A' ? 'B' : 'A') + text.slice(middle + 1);
  if (!(await accepts(verify, text))) throw new Error('refuses a good token');
  if (mustRefuse && (await accepts(verify, tampered))) throw new Error('accepts a bad signature');
}

/**
 * One contestant, alone in its process.
 * @param {object} input
 * @param {string} input.verifier module below verifiers/
 * @param {'token' | 'bearer'} input.reads what it gets for each call, always a new string
 * @param {number} [input.tokens] how many of the corpus; all by default
 */
export async function open({ verifier, corpus: name, reads, options = {}, tokens, mustRefuse = true }) {
  const corpus = new Corpus(name);
  const { open: openVerifier } = await import(`../verifiers/${verifier}.mjs`);
  const verify = await openVerifier(corpus, options);
  const read = reads === 'token' ? (index) => corpus.token(index) : (index) => corpus.bearer(index);
  const size = tokens ?? corpus.size;
  await prove(verify, read, mustRefuse);
  let index = 0;

  async function some(calls) {
    let accepted = 0;
    for (let call = 0; call < calls; call += 1) {
      index = index + 1 < size ? index + 1 : 0;
      const outcome = verify(read(index));
      if (outcome instanceof Promise ? await outcome : outcome) accepted += 1;
    }
    if (accepted !== calls) throw new Error(`refused ${calls - accepted} good tokens`);
  }

  return {
    /** Sees every token once, and lets the compiler do its work: the first 10,000 calls cost up to three times as much. */
    async warm({ calls = Math.max(size, 20_000) }) {
      await some(calls);
    },
    /** Nanoseconds a call, by the clock and by the processor time of the whole process. */
    async measure({ ms }) {
      const startCpu = process.cpuUsage();
      const start = process.hrtime.bigint();
      const deadline = start + BigInt(ms) * 1_000_000n;
      let calls = 0;
      let now = start;
      while (now < deadline) {
        await some(CALLS_BETWEEN_LOOKS_AT_THE_CLOCK);
        calls += CALLS_BETWEEN_LOOKS_AT_THE_CLOCK;
        now = process.hrtime.bigint();
      }
      const { user, system } = process.cpuUsage(startCpu);
      return { wall: Number(now - start) / calls, cpu: ((user + system) * 1000) / calls };
    },
  };
}
