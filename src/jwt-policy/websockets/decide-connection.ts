import { refuse } from '../errors/index.js';
import { publicRefusal } from '../responses/index.js';
import { jwtPolicyOf, type JwtPolicyState } from '../transports/index.js';
import type { Admission, GatewayGuard } from './connection.js';
import { ConnectionContext, type BeginningConnection } from './connection-context.js';
import { ANY_NAMESPACE, connectionName, type GatewayClass } from './gateway-metadata.js';
import { RefusedWsException } from './refused-ws.exception.js';

/** A refusal without a verdict: no guard can be asked, or the one of a test has said no. */
export function refusedUndecided(): RefusedWsException {
  return new RefusedWsException(publicRefusal(refuse('CONTEXT_UNSUPPORTED', '')), undefined);
}

/** A namespace that is an expression has one name for each connection. */
function nameOf(gateway: GatewayClass, { namespace }: BeginningConnection): string {
  const name = connectionName(gateway);
  return name === ANY_NAMESPACE ? (namespace ?? name) : name;
}

/**
 * Asks the guard about a connection for every gateway of its server. All must let it in, because what one of them sends to all
 * clients of the server, everyone on it hears.
 */
export async function decideConnection(
  guard: GatewayGuard,
  gateways: Iterable<GatewayClass>,
  connection: BeginningConnection,
): Promise<Admission> {
  const states: (JwtPolicyState | undefined)[] = [];
  for (const gateway of gateways) {
    const context = new ConnectionContext(gateway, connection, nameOf(gateway, connection));
    try {
      if (!(await guard.canActivate(context))) return { granted: false, exception: refusedUndecided() };
    } catch (error) {
      const exception = error instanceof RefusedWsException ? error : refusedUndecided();
      return { granted: false, exception };
    }
    states.push(jwtPolicyOf(context));
  }
  return states.length === 0 ? { granted: false, exception: refusedUndecided() } : { granted: true, states };
}
