import { quote } from '../errors/index.js';
import type { Policy } from '../policy/index.js';
import { rfc6750Responses } from '../responses/index.js';
import { callsOf, coverageAt } from './call-places.js';
import type { DescribedHandler } from './described-handler.js';
import type { RouteFinding } from './route-finding.js';

/** The operations that a policy could apply to, for a sentence: the first one and how many more. */
function operationsUnder(policy: Policy, handlers: readonly DescribedHandler[]): string | undefined {
  const calls = handlers.flatMap((handler) =>
    handler.plan !== 'public' && handler.plan?.policies.includes(policy) === true
      ? handler.operations.filter((at) => coverageAt(policy, at) !== 'none').map((at) => callsOf(handler, at))
      : [],
  );
  const [first, ...others] = calls;
  return first && `${first}${others.length === 0 ? '' : ` and ${others.length} more`}`;
}

/**
 * Options of a policy that have a meaning over HTTP alone, where the policy applies to calls of other transports too. Each
 * is told once for a policy, however many handlers it has.
 */
export function offHttpFindings(
  policy: Policy,
  handlers: readonly DescribedHandler[],
): readonly RouteFinding[] {
  const { name: place, claimsToHeaders, responses } = policy;
  const hasHeaders = claimsToHeaders.length > 0;
  const hasResponses = responses !== rfc6750Responses;
  if (!hasHeaders && !hasResponses) return [];
  const calls = operationsUnder(policy, handlers);
  if (calls === undefined) return [];
  const where = `Policy ${quote(place)} applies to ${calls}, which is not HTTP`;
  const headers: RouteFinding = {
    code: 'HEADERS_ONLY_OVER_HTTP',
    severity: 'warn',
    message: `${where}: claimsToHeaders sets no header there. Handlers read claims with @Claims().`,
    place,
  };
  const answers: RouteFinding = {
    code: 'RESPONSES_ONLY_OVER_HTTP',
    severity: 'warn',
    message: `${where}: its responses are not used there. A refusal has its code and the constant text of that code.`,
    place,
  };
  return [...(hasHeaders ? [headers] : []), ...(hasResponses ? [answers] : [])];
}
