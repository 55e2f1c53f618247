import {
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { systemTimer, type JwtPolicyClock } from '../clock.js';
import { JWT_POLICY_CLOCK, NORMALIZED_OPTIONS } from '../guard/index.js';
import type { NormalizedOptions } from '../options/index.js';
import { jwtPolicyOf, type JwtPolicyState } from '../transports/index.js';
import { endingIterator } from './ending-iterator.js';
import { fieldOfCall } from './field-of-call.js';
import { requestOf } from './graphql-request.js';

/** graphql-ws asks for new connection parameters after it. 4401 would be final: such clients do not come back. */
const FORBIDDEN = 4403;

/** Timers of Node.js take no more, which is less than 25 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

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
    const endMs = state && this.endOf(state);
    if (field === undefined || endMs === undefined) return next.handle();
    const close = requestOf(field.context)?.close;
    return next.handle().pipe(
      map((value) => {
        if (!isIterable(value)) return value;
        return endingIterator(value[Symbol.asyncIterator](), (end) =>
          this.at(endMs, () => {
            end();
            // The end is written when the reader has it, which is before the next turn.
            if (close !== undefined) setImmediate(close, FORBIDDEN, 'TOKEN_EXPIRED');
          }),
        );
      }),
    );
  }

  /** When the first of the tokens ends, the tolerance for clocks included; undefined if none does. */
  private endOf({ results }: JwtPolicyState): number | undefined {
    const ends = Object.values(results).flatMap(({ policy, issuer, claims: { exp } }) =>
      exp === undefined ? [] : [(exp + this.tolerance(policy, issuer)) * 1000],
    );
    return ends.length === 0 ? undefined : Math.min(...ends);
  }

  private tolerance(name: string, issuer: string | null): number {
    const policy = this.options.policies.find((one) => one.name === name);
    return policy?.issuers.find((one) => one.issuer === issuer)?.clockToleranceSeconds ?? 0;
  }

  /** Calls `run` at a time, however far away. Returns what prevents it. */
  private at(timeMs: number, run: () => void): () => void {
    const { clock } = this;
    const after = clock.after?.bind(clock) ?? systemTimer;
    let cancel: () => void;
    const wait = (): void => {
      const left = timeMs - clock.now();
      cancel = after(Math.min(Math.max(left, 0), LONGEST_TIMER_MS), () => {
        if (clock.now() >= timeMs) run();
        else wait();
      });
    };
    wait();
    return () => cancel();
  }
}
