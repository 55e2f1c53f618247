import type { DiscoveredApp, TransportProblem } from '../transports/index.js';
import { placeOfGateway, type GatewayClass } from './gateway-metadata.js';
import { GatewayServers } from './gateway-servers.js';

const UNSEEN =
  'is bound to a server that this transport has not seen. Its adapter must have create() and bindClientConnect(), as AbstractWsAdapter has them, and let them be replaced by functions that watch.';

const CUT_OFF =
  'shares the port of the application with subscriptions of GraphQL, and WsAdapter cuts off every connection whose path no gateway has. Give the gateway a port of its own, or use IoAdapter.';

/** Whether the adapter refuses connections of others on its port, as WsAdapter does. */
function cutsOffOthers(adapter: object | undefined): boolean {
  return adapter !== undefined && 'wsServersRegistry' in adapter;
}

interface GraphqlOptions {
  readonly subscriptions?: unknown;
  readonly subscription?: unknown;
  readonly installSubscriptionHandlers?: unknown;
}

/** Whether a GraphQL module of the application serves subscriptions, of Apollo or Mercurius. */
function servesSubscriptions(app: DiscoveredApp): boolean {
  return (app.instancesOf('GqlModuleOptions') as readonly (GraphqlOptions | undefined)[]).some(
    (options) =>
      Boolean(options?.subscriptions) ||
      Boolean(options?.subscription) ||
      options?.installSubscriptionHandlers === true,
  );
}

/** What is wrong with the gateways of an application, found when all of them are bound. */
export function gatewayProblems(app: DiscoveredApp): readonly TransportProblem[] {
  const servers = app.instancesOf(GatewayServers).find((one) => one instanceof GatewayServers);
  // Without an adapter Nest has bound no gateway: an application context serves nobody.
  if (servers?.adapter === undefined) return [];
  const served = servers.served();
  const gateways = app.handlers.filter(({ kind }) => kind === 'gateway-connection');
  const unseen = gateways
    .filter(({ owner }) => !served.some(({ gateway }) => gateway === owner))
    .map(({ at }) => ({ at, message: UNSEEN }));
  const isCutOff = cutsOffOthers(servers.adapter) && servesSubscriptions(app);
  const cutOff = gateways
    .filter(({ owner }) => isCutOff && placeOfGateway(owner as GatewayClass).port === 0)
    .map(({ at }) => ({ at, message: CUT_OFF, severity: 'warning' as const }));
  return [...unseen, ...cutOff];
}
