import { sentToken } from '../tokens/index.js';
import { HttpCall, upgradeRequest } from '../transports/index.js';
import type { NormalizedWebsocketsOptions } from './websockets-options.js';

const AUTHORIZATION = 'authorization';
const PROTOCOLS = 'sec-websocket-protocol';
/** The subprotocol that announces a token in the next one, because browsers can set no header. */
const BEARER = 'bearer';

/** `bearer, <token>` among the subprotocols that a client offers. */
function protocolTokens(http: HttpCall): readonly string[] {
  const offered = http.headerValues(PROTOCOLS).flatMap((line) => line.split(',').map((one) => one.trim()));
  return offered.flatMap((name, index) =>
    name.toLowerCase() === BEARER ? sentToken(offered[index + 1] ?? '') : [],
  );
}

function queryTokens(http: HttpCall, name: string | undefined): readonly string[] {
  if (name === undefined) return [];
  const { queryParams } = http.attributes;
  return Object.hasOwn(queryParams, name) ? [queryParams[name]].flat().flatMap(sentToken) : [];
}

/** Undefined if it is no request. */
function readRequest(request: unknown): HttpCall | undefined {
  const upgrade = upgradeRequest(request);
  return upgrade && new HttpCall(upgrade);
}

/** What a client sent to begin its connection. It does not change as long as the connection lives. */
export class Handshake {
  /** What stands for `Authorization` headers: the same token in two places is one. */
  readonly authorization: readonly string[];
  private known: HttpCall | undefined;

  private constructor(
    /** The request of Node.js. */
    readonly request: object,
    private readonly options: NormalizedWebsocketsOptions,
    /** Tokens that came beside the request. */
    private readonly beside: readonly string[],
    /** The request as it came. It is not kept, because a connection may live long. */
    sent: HttpCall,
  ) {
    const headers = sent.headerValues(AUTHORIZATION);
    const others = [...protocolTokens(sent), ...queryTokens(sent, options.query), ...beside];
    this.authorization = [...headers, ...new Set(others.filter((token) => !headers.includes(token)))];
  }

  /**
   * Undefined if there is no request to read.
   * @param token what the client sent beside the request: `auth.token` of socket.io
   */
  static of(request: unknown, options: NormalizedWebsocketsOptions, token?: unknown): Handshake | undefined {
    const sent = readRequest(request);
    return sent && new Handshake(request as object, options, sentToken(token), sent);
  }

  /** The request as an HTTP call, read when a decision asks for it: headers that only look like claims are removed by then. */
  get http(): HttpCall {
    this.known ??= readRequest(this.request) as HttpCall;
    return this.known;
  }

  /** The same handshake with the token of the first message. */
  with(token: unknown): Handshake {
    const { request, options, beside, http } = this;
    return new Handshake(request, options, [...beside, ...sentToken(token)], http);
  }

  /** Whether the URL has a parameter, beside the one that the options say. */
  hasParameter(name: string): boolean {
    return name !== this.options.query && this.http.hasParameter(name);
  }
}
