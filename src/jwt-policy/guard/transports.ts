import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Refusal } from '../errors/index.js';
import { respondTo, type ResponseStyle } from '../responses/index.js';
import {
  ClaimHeaders,
  type HttpCall,
  type HttpRequest,
  HttpTransport,
  KeyedTransport,
  RefusedException,
  type GuardedTransport,
  type JwtPolicyTransport,
} from '../transports/index.js';
import { JWT_POLICY_TRANSPORTS } from './injection-tokens.js';
import { JwtPolicyRuntime } from './runtime.js';

/** The transports of an application: HTTP, and those of the option `transports`. */
@Injectable()
export class Transports {
  private readonly http: HttpTransport;
  private readonly others: ReadonlyMap<string, GuardedTransport>;

  constructor(
    @Inject(JWT_POLICY_TRANSPORTS) private readonly list: readonly JwtPolicyTransport[],
    @Inject(HttpAdapterHost) adapterHost: HttpAdapterHost,
    @Inject(JwtPolicyRuntime) { policies, report }: JwtPolicyRuntime,
  ) {
    const claimHeaders = ClaimHeaders.of(policies, report);
    this.http = new HttpTransport(adapterHost, claimHeaders);
    this.others = new Map(
      this.list.map((transport) => [transport.type, new KeyedTransport(transport, claimHeaders)]),
    );
  }

  /** Undefined for a type that no transport decides. */
  find(type: string): GuardedTransport | undefined {
    return type === 'http' ? this.http : this.others.get(type);
  }

  /** A transport as the options give it. */
  given(type: string): JwtPolicyTransport | undefined {
    return this.list.find((transport) => transport.type === type);
  }

  /** A request as the guard would see it. */
  readRequest(request: HttpRequest): HttpCall {
    return this.http.read(request);
  }

  /** The error that refuses a call, of any type. */
  refusal(context: ExecutionContext, refusal: Refusal, style?: ResponseStyle): Error {
    return (
      this.find(context.getType())?.refusal(refusal, style, context) ??
      new RefusedException(refusal.code, respondTo(refusal, style))
    );
  }
}
