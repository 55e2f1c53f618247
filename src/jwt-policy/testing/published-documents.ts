import type { IssuerFailure } from './issuer-failure.js';
import type { IssuerState } from './issuer-state.js';

/** What is answered to a request for a document. */
export type PublishedAnswer =
  | { readonly kind: 'whole'; readonly status: number; readonly body: string }
  | { readonly kind: 'cut'; readonly body: string }
  | { readonly kind: 'none' };

/** Where an issuer that is discovered has its key set. */
export function jwksUrlOf(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/jwks.json`;
}

function answer(document: object, failure: IssuerFailure | undefined): PublishedAnswer {
  const body = JSON.stringify(document);
  if (failure === 'slow') return { kind: 'none' };
  if (failure === 'cut') return { kind: 'cut', body: body.slice(0, body.length / 2) };
  if (failure === 'garbage') return { kind: 'whole', status: 200, body: `<html>${body.slice(1)}` };
  if (typeof failure === 'number') return { kind: 'whole', status: failure, body: '' };
  return { kind: 'whole', status: 200, body };
}

/** The key set of issuers that publish theirs at one URL. If any of them fails, the URL does. */
export function keySetAnswer(states: readonly IssuerState[]): PublishedAnswer {
  const failure = states.map((state) => state.failure).find((one) => one !== undefined);
  const keys = states.flatMap((state) => state.publicKeys(undefined, state.failure === 'wrong keys'));
  return answer({ keys }, failure);
}

/** The discovery document (OpenID Connect Discovery 1.0 §3), as far as a verifier of tokens reads it. */
export function discoveryAnswer(state: IssuerState, jwksUri: string, more: object = {}): PublishedAnswer {
  const document = { issuer: state.name, jwks_uri: jwksUri, ...more };
  return answer(document, state.failure);
}
