import type { RefusedRpcException } from './refused-rpc.exception.js';

/** What became of a message: several event handlers may share one. */
interface MessageOutcome {
  refusal: RefusedRpcException | undefined;
  /** How many of its handlers were not refused: they are not decided yet, or they run. */
  others: number;
  whenRefused: (() => void) | undefined;
}

const OUTCOMES = new WeakMap<object, MessageOutcome>();

function outcomeOf(key: object): MessageOutcome {
  const outcome = OUTCOMES.get(key) ?? { refusal: undefined, others: 1, whenRefused: undefined };
  OUTCOMES.set(key, outcome);
  return outcome;
}

/** Says how many handlers a message has. Without this it has one. */
export function expectHandlers(key: object, handlers: number): void {
  outcomeOf(key).others = handlers;
}

/** Says what to do when every handler of the message is refused. It must not throw. */
export function whenRefused(key: object, run: () => void): void {
  outcomeOf(key).whenRefused = run;
}

/** Notes that a handler of the message was refused. */
export function noteRefused(key: object, refusal: RefusedRpcException): void {
  const outcome = outcomeOf(key);
  outcome.refusal = refusal;
  outcome.others -= 1;
  if (outcome.others === 0) outcome.whenRefused?.();
}

/** The refusal of a message of which every handler was refused. */
export function refusalOf(key: object): RefusedRpcException | undefined {
  const outcome = OUTCOMES.get(key);
  return outcome?.others === 0 ? outcome.refusal : undefined;
}
