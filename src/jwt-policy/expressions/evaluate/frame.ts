import {
  isUnsafeNumber,
  type CallAttributes,
  type PriorAuthentication,
  type JwtClaims,
} from '../../claims/index.js';
import { ExpressionError, type ExpressionErrorCode, type Span } from '../diagnostics/expression-error.js';
import { anyOfKinds, kindOf, kindsInWords } from './kind.js';
import { EXPRESSION_LIMITS, STEP } from '../diagnostics/limits.js';

/** What an expression can read. */
export interface ExpressionInputs {
  /** The claims of the verified token; undefined where no token has been read yet. */
  readonly claims?: JwtClaims | undefined;
  readonly attributes: CallAttributes;
  /** Undefined where no policy has passed before. */
  readonly authentication: PriorAuthentication | undefined;
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/** One evaluation: the inputs, the values of variables and lambda parameters, and the steps so far. */
export class Frame {
  readonly inputs: ExpressionInputs;
  readonly slots: unknown[];
  steps = 0;

  constructor(inputs: ExpressionInputs, slots: unknown[]) {
    this.inputs = inputs;
    this.slots = slots;
  }
}

/** A compiled part of an expression. */
export type Evaluate = (frame: Frame) => unknown;

/** The place of a part of an expression: what goes wrong there is told with it. */
export class Site {
  readonly source: string;
  readonly span: Span;

  constructor(source: string, { start, end }: Span) {
    this.source = source;
    this.span = { start, end };
  }

  error(code: ExpressionErrorCode, summary: string, hint = ''): ExpressionError {
    return new ExpressionError(code, this.source, this.span, summary, hint);
  }

  /** A value that is of none of the kinds that are needed. Tells its kind only. */
  wrongKind(value: unknown, needed: number): ExpressionError {
    return this.error(
      'TYPE',
      `${anyOfKinds(needed).replace('a', 'A')} is needed here; the value is ${kindsInWords(kindOf(value))}.`,
    );
  }

  /**
   * Refuses a number beyond ±(2^53 - 1), and gives any other value back. Neighbours of that size are one number, so what
   * is compared with or calculated from one could be meant for another.
   */
  safe<T>(value: T): T {
    if (!isUnsafeNumber(value)) return value;
    throw this.error(
      'UNSAFE_NUMBER',
      'A number beyond 9007199254740991 (2^53 - 1) cannot be told from its neighbours.',
      'Have the issuer write such a claim as text, and compare it with a text.',
    );
  }

  /** Counts steps, and ends an evaluation that takes too many. */
  charge(frame: Frame, steps: number): void {
    frame.steps += steps;
    if (frame.steps <= EXPRESSION_LIMITS.steps) return;
    throw this.error('LIMIT_EXCEEDED', `The evaluation takes more than ${EXPRESSION_LIMITS.steps} steps.`);
  }

  /** Counts the steps that going through so many characters takes; STEP says how many of them are a step. */
  chargeCharacters(frame: Frame, characters: number, aStep: number): void {
    this.charge(frame, 1 + Math.floor(characters / aStep));
  }

  /** Counts the steps that copying or comparing a text takes. */
  chargeText(frame: Frame, length: number): void {
    this.chargeCharacters(frame, length, STEP.textCharacters);
  }

  /** Counts the steps that reading a text character by character takes. */
  chargeParsing(frame: Frame, length: number): void {
    this.chargeCharacters(frame, length, STEP.parsedCharacters);
  }

  /** Refuses a text that has become too long. */
  assertTextLength(length: number): void {
    if (length <= EXPRESSION_LIMITS.textLength) return;
    throw this.error('LIMIT_EXCEEDED', `The text has more than ${EXPRESSION_LIMITS.textLength} characters.`);
  }

  /** Refuses a list that has become too long. */
  assertListSize(size: number): void {
    if (size <= EXPRESSION_LIMITS.listSize) return;
    throw this.error('LIMIT_EXCEEDED', `The list has more than ${EXPRESSION_LIMITS.listSize} elements.`);
  }
}
