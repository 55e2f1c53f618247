import { JwtPolicyError } from '../../errors/index.js';

/** Too many explanations were asked for: `retryAfterSeconds` says when the next is given. */
export class ExplainLimitError extends JwtPolicyError {
  override readonly name = 'ExplainLimitError';
  readonly code = 'EXPLAIN_LIMIT';

  constructor(
    limit: number,
    readonly retryAfterSeconds: number,
  ) {
    super(`At most ${limit} calls are explained in a minute. Ask again in ${retryAfterSeconds} s.`);
  }
}
