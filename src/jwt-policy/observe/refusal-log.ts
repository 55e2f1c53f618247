import { quote, singleLine } from '../errors/index.js';
import type { DecisionObserver, RefusedEvent } from './decision-event.js';

/**
 * A line for the log. The level is `debug` for calls without a token, because scanners and first calls often have none.
 */
export interface RefusalLine {
  readonly level: 'debug' | 'warn';
  readonly message: string;
}

/**
 * A refusal as a log line: code, handler, policy, step and detail. Of the token it has only issuer, kid and the first 8
 * hex digits of its SHA-256. Never the token, a header or any other claim value.
 */
export function refusalLine({
  code,
  family,
  handler,
  detail,
  policy,
  step,
  token,
}: RefusedEvent): RefusalLine {
  const parts = [
    ...(policy === undefined ? [] : [`policy=${quote(policy)}`]),
    ...(step === undefined ? [] : [`step=${quote(step)}`]),
    ...(token?.issuer === undefined ? [] : [`issuer=${token.issuer}`]),
    ...(token?.kid === undefined ? [] : [`kid=${token.kid}`]),
    ...(token === undefined ? [] : [`token=${token.digest}`]),
  ];
  const known = parts.length === 0 ? '' : ` (${parts.join(' ')})`;
  return {
    level: family === 'no_token' ? 'debug' : 'warn',
    message: singleLine(`${code} at ${handler}: ${detail}${known}`),
  };
}

/** The observer that logs refusals. */
export function refusalLog(log: (line: RefusalLine) => void): DecisionObserver {
  return {
    refusalsOnly: true,
    decided: (event) => {
      if (event.outcome === 'refused') log(refusalLine(event));
    },
  };
}
