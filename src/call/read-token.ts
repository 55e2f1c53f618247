import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

import { configuredIssuer, fetchToken } from '../local-issuer/index.js';
import { ExplainedError } from '../process/index.js';
import type { TokenSource } from './call-arguments.js';

/** Gets the token of a call from the issuer, or reads it. It is not validated: the service decides. */
export async function readToken(source: TokenSource): Promise<string> {
  if (!('file' in source)) return fetchToken(source.issuer ?? (await configuredIssuer()), source.scopes);
  const token = (await readText(source.file)).trim();
  // It becomes a header, which has one line and no control characters.
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new ExplainedError('What --token-file names is no token: it is empty, or more than one word.');
  return token;
}

async function readText(file: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ExplainedError(`The file of --token-file cannot be read (${(error as Error).message}).`, {
      cause: error,
    });
  }
}
