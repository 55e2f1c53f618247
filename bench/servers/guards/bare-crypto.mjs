import { APP_GUARD } from '@nestjs/core';
import { Corpus } from '../../corpus/corpus.mjs';
import { open as openBare } from '../../verifiers/bare-crypto.mjs';
import { bearerOf, globalGuard } from '../contract-checks.mjs';

/** The signature and nothing else: the limit of what is possible without a cache. */
export async function mount({ corpus }) {
  const verify = await openBare(new Corpus(corpus));
  return globalGuard(APP_GUARD, (context) => verify(bearerOf(context)));
}
