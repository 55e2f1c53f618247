import { APP_GUARD } from '@nestjs/core';
import jsonwebtoken from 'jsonwebtoken';
import { Corpus } from '../../corpus/corpus.mjs';
import { bearerOf, globalGuard } from '../contract-checks.mjs';

/** One key, prepared at start: no key set, no rotation; signature and times, no other check. */
export async function mount({ corpus }) {
  const key = new Corpus(corpus).key();
  return globalGuard(APP_GUARD, (context) => {
    const claims = jsonwebtoken.verify(bearerOf(context), key, { algorithms: ['RS256'] });
    context.switchToHttp().getRequest().user = claims;
    return true;
  });
}
