import type { INestApplicationContext } from '@nestjs/common';
import { JwtPolicyGuard, JwtPolicyRuntime, Plans, Transports } from '../guard/index.js';
import { TestKitError } from './test-kit-error.js';

/** The parts of an application that decide its calls. */
export interface GuardedApp {
  readonly guard: JwtPolicyGuard;
  readonly plans: Plans;
  readonly runtime: JwtPolicyRuntime;
  readonly transports: Transports;
}

function partsOf(app: INestApplicationContext): GuardedApp {
  const anywhere = { strict: false };
  try {
    return {
      guard: app.get(JwtPolicyGuard, anywhere),
      plans: app.get(Plans, anywhere),
      runtime: app.get(JwtPolicyRuntime, anywhere),
      transports: app.get(Transports, anywhere),
    };
  } catch (cause) {
    throw new TestKitError(
      'The application does not import JwtPolicyModule, or it has another copy of nest-jwt-policy than the test.',
      { cause },
    );
  }
}

/** The parts of an application that is ready to be called. Throws `TestKitError` where it cannot be tested. */
export function guardedApp(app: INestApplicationContext): GuardedApp {
  // A compiled module has `get` too, but neither a server nor message handlers.
  const isApp =
    typeof app === 'object' &&
    app !== null &&
    ('getHttpServer' in app || 'listen' in app) &&
    typeof app.get === 'function';
  if (!isApp)
    throw new TestKitError(
      'The first argument must be the application, which createNestApplication() or createNestMicroservice() of the compiled module returns.',
    );
  const parts = partsOf(app);
  if (!(parts.guard instanceof JwtPolicyGuard))
    throw new TestKitError(
      'JwtPolicyGuard is replaced in this application, so that nothing is decided: remove overrideProvider(JwtPolicyGuard).',
    );
  if (!parts.plans.areReady)
    throw new TestKitError('The application is not ready: call await app.init() first.');
  return parts;
}
