import type { RefusedRpcException } from './refused-rpc.exception.js';

/** What became of a message: several event handlers may share one. */
interface MessageOutcome {
  refused: RefusedRpcException | undefined;
  isLetThrough: boolean;
}

const OUTCOMES = new WeakMap<object, MessageOutcome>();

function outcomeOf(key: object): MessageOutcome {
  const outcome = OUTCOMES.get(key) ?? { refused: undefined, isLetThrough: false };
  OUTCOMES.set(key, outcome);
  return outcome;
}

/** Notes that a handler of the message was refused. */
export function noteRefused(key: object, exception: RefusedRpcException): void {
  outcomeOf(key).refused = exception;
}

/** Notes that a handler of the message runs. */
export function noteLetThrough(key: object): void {
  outcomeOf(key).isLetThrough = true;
}

/** The refusal of a message for which no handler ran; undefined if one ran, or if the guard was not asked. */
export function refusalOf(key: object): RefusedRpcException | undefined {
  const outcome = OUTCOMES.get(key);
  return outcome?.isLetThrough === false ? outcome.refused : undefined;
}
