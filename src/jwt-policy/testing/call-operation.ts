import type { INestApplicationContext } from '@nestjs/common';
import { REFUSALS, type RefusalCode } from '../errors/index.js';
import { publicRefusal, rfc6750Responses } from '../responses/index.js';
import type { CalledOperation } from '../routes/index.js';
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
  const transport = guardedApp(app).transports.given(type);
  const makeCall = transport?.callInProcess?.bind(transport);
  if (makeCall === undefined)
    throw new TestKitError(
      `"${type} ${name}" cannot be called: the application has no transport of the type ${type} that the test kit can call.`,
    );
  const call = { name, authorization, headers, data };
  let failure: unknown;
  let hasFailed = false;
  const decision = await DecisionWatch.of(app).during(async () => {
    try {
      await makeCall(app, call);
    } catch (error) {
      hasFailed = true;
      failure = error;
    }
  });
  if (decision !== undefined) return { status: statusOf(decision.outcome, hasFailed), decision };
  const why = failure instanceof Error ? failure.message : 'The guard was not asked.';
  throw new TestKitError(`"${type} ${name}" cannot be called: ${why}`, { cause: failure });
}
