import {
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { runAt, type JwtPolicyClock } from '../clock.js';
import { JWT_POLICY_CLOCK, NORMALIZED_OPTIONS } from '../guard/index.js';
import type { NormalizedOptions } from '../options/index.js';
import { jwtPolicyOf, tokenEndMs } from '../transports/index.js';
import { endingIterator } from './ending-iterator.js';
import { fieldOfCall } from './field-of-call.js';
import { requestOf } from './graphql-request.js';

/** graphql-ws asks for new connection parameters after it. 4401 would be final: such clients do not come back. */
const FORBIDDEN = 4403;

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** Ends a subscription when a token that it was granted for would be refused. */
@Injectable()
export class EndSubscriptions implements NestInterceptor {
  constructor(
    @Inject(JWT_POLICY_CLOCK) private readonly clock: JwtPolicyClock,
    @Inject(NORMALIZED_OPTIONS) private readonly options: NormalizedOptions,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const field =
      context.getType<string>() === 'graphql' ? fieldOfCall(context.getArgs<unknown[]>()) : undefined;
    const isSubscription = field?.info.parentType.name === field?.info.schema.getSubscriptionType()?.name;
    const state = field && isSubscription ? jwtPolicyOf(context) : undefined;
    const endMs = state && tokenEndMs(state, this.options);
    if (field === undefined || endMs === undefined) return next.handle();
    const close = requestOf(field.context)?.close;
    return next.handle().pipe(
      map((value) => {
        if (!isIterable(value)) return value;
        return endingIterator(value[Symbol.asyncIterator](), (end) =>
          runAt(this.clock, endMs, () => {
            end();
            // The end is written when the reader has it, which is before the next turn.
            if (close !== undefined) setImmediate(close, FORBIDDEN, 'TOKEN_EXPIRED');
          }),
        );
      }),
    );
  }
}
