import type { INestApplicationContext } from '@nestjs/common';
import { REFUSALS, type RefusalCode } from '../errors/index.js';
import { publicRefusal, rfc6750Responses } from '../responses/index.js';
import type { CalledOperation } from '../routes/index.js';
import { isUncallableOperation } from '../transports/index.js';
import { DecisionWatch, type WatchedCall } from './decision-watch.js';
import { guardedApp } from './guarded-app.js';
import { TestKitError } from './test-kit-error.js';

/** The status that an operation would have as a request: handlers that throw something have none. */
function statusOf(outcome: string, hasFailed: boolean): number {
  if (Object.hasOwn(REFUSALS, outcome)) {
    const refusal = publicRefusal({ code: outcome as RefusalCode, detail: '' });
    return rfc6750Responses.respond(refusal).status;
  }
  return hasFailed ? 500 : 200;
}

/** Calls an operation without a connection, and notes what the guard decides. */
export async function callOperation(
  app: INestApplicationContext,
  { transport: type, name }: CalledOperation,
  { authorization, ...headers }: Readonly<Record<string, string>>,
  data: unknown,
): Promise<WatchedCall> {
  const operation = `${type} ${name}`;
  const refuse = (why: string, cause?: unknown): never => {
    throw new TestKitError(`"${operation}" cannot be called: ${why}`, { cause });
  };
  const transport = guardedApp(app).transports.given(type);
  if (transport?.callInProcess === undefined)
    return refuse(`The application has no transport of the type ${type} that the test kit can call.`);
  const call = { name, authorization, headers, data };
  const { decision, failure } = await DecisionWatch.of(app).during(operation, async () =>
    transport.callInProcess?.(app, call),
  );
  const error = failure?.error;
  // What was decided on the way to a handler says nothing about a call that never came there.
  const isMade = decision !== undefined && !isUncallableOperation(error);
  if (isMade) return { status: statusOf(decision.outcome, failure !== undefined), decision };
  return refuse(error instanceof Error ? error.message : 'The guard was not asked.', error);
}
