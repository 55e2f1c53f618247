import { AssertionError } from 'node:assert';
import type { INestApplicationContext } from '@nestjs/common';
import { isPlainObject } from '../claims/index.js';
import type { RefusalCode } from '../errors/index.js';
import { assertRefusalCode } from './assert-refusal-code.js';
import { isBadToken, makeBadToken, type BadToken } from './bad-token.js';
import type { BadTokenName } from './bad-tokens.js';
import { isGranted, watchCall, type CallOptions } from './call-route.js';
import type { WatchedCall } from './decision-watch.js';
import { guardedApp } from './guarded-app.js';
import { inline } from './inline.js';
import { readCall } from './read-call.js';
import type { TokenClaims } from './issuer-state.js';
import { TestIssuer } from './test-issuer.js';
import { explanationText } from '../explain/index.js';
import { TestKitError } from './test-kit-error.js';

/** Who calls: the claims of a valid token, a bad token, the text of a token, or `null` for nobody. */
export type MatrixCaller = TokenClaims | BadToken | { readonly bad: BadTokenName } | string | null;

/** What is expected: the status of the answer, the code of the refusal, or that the guard lets the call through. */
export type MatrixExpectation = number | RefusalCode | 'granted';

/** A call, who makes it, what is expected of it, and what else is sent. */
export type MatrixRow = readonly [
  call: string,
  caller: MatrixCaller,
  expected: MatrixExpectation,
  options?: CallOptions,
];

/** What holds for every row, unless the row says otherwise. */
export type MatrixOptions = CallOptions;

/** What became of one row. */
interface RowOutcome {
  readonly row: MatrixRow;
  readonly called: WatchedCall | { readonly failure: string };
}

const STATUS = { min: 100, max: 599 };

function assertExpectation(expected: unknown): void {
  const isStatus =
    Number.isInteger(expected) && (expected as number) >= STATUS.min && (expected as number) <= STATUS.max;
  if (!isStatus && expected !== 'granted') assertRefusalCode(expected);
}

/** A row that is written wrongly must not count as one that holds. */
function assertRow(row: unknown, index: number): void {
  try {
    if (!Array.isArray(row) || row.length < 3 || row.length > 4)
      throw new TestKitError('a row has a call, a caller, what is expected, and may have options.');
    const [call, caller, expected] = row as unknown[];
    readCall(call);
    if (caller !== null && typeof caller !== 'string' && !isPlainObject(caller))
      throw new TestKitError('the caller must be claims, a bad token, the text of a token, or null.');
    assertExpectation(expected);
  } catch (error) {
    throw new TestKitError(`Row ${index + 1} of the policy matrix: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function tokenOf(caller: MatrixCaller, issuer: TestIssuer, app: INestApplicationContext): string {
  if (caller === null) return '';
  if (typeof caller === 'string') return caller;
  const state = TestIssuer.stateOf(issuer);
  const { options } = guardedApp(app).runtime;
  if (!isBadToken(caller)) return state.token(caller, {}, options);
  return 'token' in caller ? caller.token : makeBadToken(state, caller.bad, {}, options).token;
}

async function tryRow(
  app: INestApplicationContext,
  issuer: TestIssuer,
  row: MatrixRow,
  options: MatrixOptions,
): Promise<RowOutcome> {
  const [call, caller, , ofRow = {}] = row;
  const headers = { ...options.headers, ...ofRow.headers };
  const token = tokenOf(caller, issuer, app);
  try {
    return { row, called: await watchCall(app, call, token, { ...options, ...ofRow, headers }) };
  } catch (error) {
    if (error instanceof TestKitError) throw error;
    return { row, called: { failure: (error as Error).message } };
  }
}

/** What a row found, in the form in which its expectation is written. */
function foundOf({ row: [, , expected], called }: RowOutcome): number | string {
  if ('failure' in called) return called.failure;
  if (typeof expected === 'number') return called.status;
  if (called.decision === undefined) return `${called.status}, and the guard was not asked`;
  return isGranted(called.decision) ? 'granted' : called.decision.outcome;
}

function shownCaller(caller: MatrixCaller): string {
  if (caller === null) return 'nobody';
  if (typeof caller === 'string') return 'a token';
  return isBadToken(caller) ? `the bad token ${caller.bad}` : inline(caller);
}

function shownCall({ called }: RowOutcome): string {
  if ('failure' in called) return `no answer: ${called.failure}`;
  const { status, decision } = called;
  if (decision === undefined)
    return `${status}, and the guard was not asked: no route is there, or something before it answered`;
  return `${status}, ${decision.outcome} at ${decision.handler}`;
}

function indented(text: string): string {
  return text.trimEnd().replaceAll(/^(?=.)/gm, '    ');
}

/** Whether a token that should be good lacks what the policies demand of every token. */
function lacksClaims({ row: [, caller, expected], called }: RowOutcome): boolean {
  const isGrantExpected = typeof expected === 'number' ? expected < 400 : expected === 'granted';
  if (!isGrantExpected || !('decision' in called)) return false;
  if (caller === null || typeof caller === 'string' || isBadToken(caller)) return false;
  const code = called.decision?.outcome;
  return code === 'CLAIM_MISSING' || code === 'CLAIM_REFUSED';
}

/** Whether the guard let a call through whose handler, or what runs around it, then failed. */
function failsBehindGuard({ row: [, , expected], called }: RowOutcome): boolean {
  if (typeof expected !== 'number' || !('decision' in called) || called.decision === undefined) return false;
  return isGranted(called.decision) && called.status >= 500;
}

/** What to look at first, said once before the rows that do not hold. */
const ADVICE: readonly { readonly fits: (outcome: RowOutcome) => boolean; readonly sentence: string }[] = [
  {
    fits: lacksClaims,
    sentence:
      'A policy demands claims that a token here lacks, as those of presets do. Give what every token has once: createTestIssuer({ claims: { … } }).',
  },
  {
    fits: failsBehindGuard,
    sentence:
      'The guard let a call through, and the application failed after it. The log of the application says why: leave out { logger: false }.',
  },
];

async function problemOf(outcome: RowOutcome, number: number): Promise<string> {
  const { row, called } = outcome;
  const [call, caller, expected] = row;
  const lines = [
    `row ${number}: ${call} by ${shownCaller(caller)}`,
    `    expected ${expected}`,
    `    found    ${shownCall(outcome)}`,
  ];
  const explanation = 'decision' in called ? await called.decision?.explain() : undefined;
  if (explanation !== undefined) lines.push(indented(explanationText(explanation)));
  return lines.join('\n');
}

/**
 * Sends every row to the application, in order, and compares what the guard decides. All rows are tried. Rejects with an
 * `AssertionError` of `node:assert` that explains each row that does not hold, step by step, and with `TestKitError` for
 * rows that are written wrongly.
 * @param issuer signs the tokens of rows that give claims
 * @example `await policyMatrix(app, issuer, [['GET /orders', { scope: 'orders/read' }, 200], ['GET /orders', null, 401]]);`
 */
export async function policyMatrix(
  app: INestApplicationContext,
  issuer: TestIssuer,
  rows: readonly MatrixRow[],
  options: MatrixOptions = {},
): Promise<void> {
  TestIssuer.stateOf(issuer);
  if (!Array.isArray(rows) || rows.length === 0)
    throw new TestKitError('policyMatrix() needs a list of rows: without any it would prove nothing.');
  rows.forEach(assertRow);
  const outcomes: RowOutcome[] = [];
  // One after the other: what a row leaves behind, such as an order, is there for the next.
  for (const row of rows) outcomes.push(await tryRow(app, issuer, row, options));
  const actual = outcomes.map(foundOf);
  const expected = rows.map(([, , one]) => one);
  const failed = outcomes.filter((_one, index) => actual[index] !== expected[index]);
  if (failed.length === 0) return;
  const advice = ADVICE.filter(({ fits }) => failed.some(fits)).map(({ sentence }) => sentence);
  const problems = await Promise.all(failed.map((one) => problemOf(one, outcomes.indexOf(one) + 1)));
  const head = `${problems.length} of ${rows.length} row(s) of the policy matrix do not hold:`;
  const message = [head, ...advice, ...problems].join('\n\n');
  throw new AssertionError({ message, actual, expected, operator: 'policyMatrix' });
}
