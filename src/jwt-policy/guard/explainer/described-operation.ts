import type { CalledOperation, ServedOperation } from '../../routes/index.js';
import type { Call } from '../../tokens/index.js';
import { tokenCall } from '../../transports/index.js';
import { sentHeaders } from './described-request.js';
import type { NormalizedExplainRequest } from './explain-request.js';

/**
 * A call that is no HTTP request, made of what is known of it. Its token stands for the place where the transport has it.
 * The scheme stays empty: a handler may be served by several servers.
 */
export function describedOperation(
  request: NormalizedExplainRequest,
  served: ServedOperation | undefined,
): Call {
  const headers = sentHeaders(request);
  // Without a name, the pattern of the handler is the best that is known of it.
  const named: CalledOperation | undefined = served && { transport: served.transport, name: served.pattern };
  const operation = request.operation ?? named;
  const call = tokenCall({
    ...(operation === undefined
      ? { method: request.method }
      : { method: '', operation, requestPath: operation.name }),
    // Several values of one name are a list, as the transport has them.
    headers: Object.fromEntries(
      [...headers].map(([name, values]) => [name, values.length === 1 ? String(values[0]) : values]),
    ),
  });
  return { ...call, headerValues: (name) => headers.get(name) ?? [] };
}
