import { AssertionError } from 'node:assert';
import type { INestApplicationContext } from '@nestjs/common';
import { REFUSALS, type RefusalCode } from '../errors/index.js';
import type { NormalizedIssuer } from '../options/index.js';
import { makeBadToken, type BadToken } from './bad-token.js';
import { BAD_TOKEN_NAMES, type BadTokenName } from './bad-tokens.js';
import { isGranted, watchCall, type CallOptions } from './call-route.js';
import type { WatchedDecision } from './decision-watch.js';
import { guardedApp } from './guarded-app.js';
import { findInstallation } from './installation.js';
import type { IssuerState, TokenClaims } from './issuer-state.js';
import { TestIssuer } from './test-issuer.js';
import { explanationText } from '../explain/index.js';
import { TestKitError } from './test-kit-error.js';

/** What is sent beside the bad tokens. */
export interface EveryBadTokenOptions extends CallOptions {
  /** Whose tokens are tried. @default every test issuer that is installed in the application */
  readonly issuer?: TestIssuer;
  /** Claims of every token, so that nothing but its fault refuses it. @default {} */
  readonly claims?: TokenClaims;
}

/** What was done with one bad token. */
export interface TriedBadToken {
  readonly issuer: string;
  readonly bad: BadTokenName;
  /** With which code it was refused; undefined where it was not tried. */
  readonly code: RefusalCode | undefined;
  /** Why it was not tried: the option of the application that accepts such tokens. */
  readonly acceptedBy?: string;
}

interface Trial {
  readonly app: INestApplicationContext;
  readonly call: string;
  readonly options: EveryBadTokenOptions;
  readonly state: IssuerState;
}

function installedIn(app: INestApplicationContext): readonly IssuerState[] {
  const states = findInstallation(guardedApp(app).runtime.options)?.issuers ?? [];
  if (states.length > 0) return states;
  throw new TestKitError(
    'No test issuer is installed in this application: call issuer.install(builder) before compile(), or name one, everyBadToken(app, call, { issuer }).',
  );
}

/** Why a valid token says that bad ones are refused for another reason, or undefined. A scope may be missing. */
async function controlProblem({ app, call, options, state }: Trial): Promise<{
  readonly problem?: string;
  readonly decision: WatchedDecision | undefined;
}> {
  const token = state.token(options.claims, {}, guardedApp(app).runtime.options);
  const { status, decision } = await watchCall(app, call, token, options);
  if (decision === undefined)
    return { decision, problem: `the guard was not asked, and the answer is ${status}: is ${call} a route?` };
  if (decision.outcome === 'public') return { decision, problem: `${decision.handler} is public` };
  if (isGranted(decision) || REFUSALS[decision.outcome as RefusalCode].family === 'no_access')
    return { decision };
  const explanation = await decision.explain();
  const why = explanation === undefined ? decision.outcome : `\n${explanationText(explanation)}`;
  return {
    decision,
    problem: `a valid token is refused, so that the bad ones prove nothing; give what it lacks as { claims }. ${why}`,
  };
}

/** The issuer as the policies have it that apply to the call. */
async function expectationsOf(
  { app, state }: Trial,
  decision: WatchedDecision,
): Promise<readonly NormalizedIssuer[]> {
  const explanation = await decision.explain();
  const applied = new Set(explanation?.steps.map(({ policy }) => policy));
  const policies = decision.plan?.policies.filter(({ name }) => applied.has(name)) ?? [];
  const known = state.expectations(guardedApp(app).runtime.options);
  return policies.flatMap(({ issuers }) =>
    issuers.map(({ options }) => options).filter((one) => known.includes(one)),
  );
}

/** What is wrong with the decision about a bad token, in words, or undefined. */
function faultOf({ code, what }: BadToken, decision: WatchedDecision | undefined): string | undefined {
  if (decision === undefined) return `${what}: the guard was not asked`;
  const { outcome, plan } = decision;
  if (outcome === code) return undefined;
  // Where the token is optional, nobody is let in by a bad one: the call goes on as that of nobody.
  if (outcome === 'anonymous' && plan?.tokenNeed !== 'required') return undefined;
  return isGranted(decision)
    ? `${what}: accepted, expected ${code}`
    : `${what}: refused with ${outcome}, expected ${code}`;
}

async function tryIssuer(trial: Trial): Promise<{
  readonly tried: readonly TriedBadToken[];
  readonly faults: readonly string[];
}> {
  const { app, call, options, state } = trial;
  const { decision: control, problem } = await controlProblem(trial);
  if (problem !== undefined || control === undefined)
    return { tried: [], faults: [`${state.name}: ${problem}`] };
  const expectations = await expectationsOf(trial, control);
  const configured = guardedApp(app).runtime.options;
  const tried: TriedBadToken[] = [];
  const faults: string[] = [];
  for (const name of BAD_TOKEN_NAMES) {
    const bad = makeBadToken(state, name, options.claims, configured, expectations);
    tried.push({
      issuer: state.name,
      bad: name,
      code: bad.code,
      ...(bad.acceptedBy !== undefined && { acceptedBy: bad.acceptedBy }),
    });
    if (bad.code === undefined) continue;
    const { decision } = await watchCall(app, call, bad.token, options);
    const fault = faultOf(bad, decision);
    if (fault !== undefined) faults.push(`${state.name}, ${name}: ${fault}`);
  }
  return { tried, faults };
}

/**
 * Sends every bad token to a route, each with one fault, and compares the refusal with the code that the fault must give.
 * Tokens that an option of the application accepts are not sent; the result names them with the option. Rejects with
 * an `AssertionError` of `node:assert` that lists every token that was accepted, or refused for another reason.
 * @example `await everyBadToken(app, 'GET /orders', { claims: { scope: 'orders/read' } });`
 */
export async function everyBadToken(
  app: INestApplicationContext,
  call: string,
  options: EveryBadTokenOptions = {},
): Promise<readonly TriedBadToken[]> {
  const states = options.issuer === undefined ? installedIn(app) : [TestIssuer.stateOf(options.issuer)];
  const tried: TriedBadToken[] = [];
  const faults: string[] = [];
  for (const state of states) {
    const outcome = await tryIssuer({ app, call, options, state });
    tried.push(...outcome.tried);
    faults.push(...outcome.faults);
  }
  if (faults.length === 0) return tried;
  const lines = faults.map((fault) => `  - ${fault}`).join('\n');
  throw new AssertionError({
    message: `Bad tokens at ${call} are not refused as they must be:\n${lines}`,
    // A runner prints it once more beside the message, so the explanations stay there.
    actual: faults.map((fault) => fault.replace(/\s*\n.*$/s, '')),
    expected: [],
    operator: 'everyBadToken',
  });
}
