import type { Pattern } from '../../patterns/index.js';
import type { Node } from '../syntax/ast.js';
import type { Evaluate, Frame, Site } from './frame.js';

/** A compiled lambda: its body, and where its parameters are put. */
export interface Lambda {
  readonly body: Evaluate;
  readonly item: number;
  readonly index: number;
  readonly site: Site;
  /** What one run of the body costs, besides what its functions charge. */
  readonly steps: number;
}

/** A compiled part of an expression, with what is known of its value. */
export interface Operand {
  readonly node: Node;
  readonly site: Site;
  /** The kinds that the value can be of. */
  readonly kinds: number;
  readonly run: Evaluate;
  /** The value, where it is the same in every evaluation. */
  readonly constant?: { readonly value: unknown };
  /** Where it is a regular expression. */
  readonly pattern?: Pattern;
  /** Where it is a lambda. */
  readonly lambda?: Lambda;
}

/** Runs a lambda for one item. */
export function applyLambda(lambda: Lambda, frame: Frame, item: unknown, index: number): unknown {
  lambda.site.charge(frame, lambda.steps);
  frame.slots[lambda.item] = item;
  frame.slots[lambda.index] = index;
  return lambda.body(frame);
}
