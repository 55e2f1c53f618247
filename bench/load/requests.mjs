import { Corpus } from '../corpus/corpus.mjs';

/** Requests as bytes, ready to be sent. The server gets new bytes, and makes new strings of them, each time. */
export function requestsOf(corpusName, { path, tokens }) {
  const corpus = new Corpus(corpusName);
  const count = Math.min(tokens ?? corpus.size, corpus.size);
  return Array.from({ length: count }, (_none, index) =>
    Buffer.from(
      `GET ${path} HTTP/1.1\r\nHost: bench.example.com\r\nUser-Agent: bench\r\nAccept: */*\r\n` +
        `Authorization: ${corpus.bearer(index)}\r\n\r\n`,
      'latin1',
    ),
  );
}

/** Hands out the requests in turn, for ever. */
export function inTurn(requests) {
  let index = 0;
  return () => {
    index = index + 1 < requests.length ? index + 1 : 0;
    return requests[index];
  };
}
