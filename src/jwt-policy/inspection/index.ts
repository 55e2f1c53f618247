export { isOperation, operationText, placesOf, type CallPlace } from './call-places.js';
export {
  placeOf,
  type DescribedHandler,
  type HandlerDeclarations,
  type RoutePattern,
} from './described-handler.js';
export { findingsOf } from './findings-of.js';
export { INSPECTION_KEY, type Inspection } from './inspection.js';
export type { FindingSeverity, RouteFinding, RouteFindingCode } from './route-finding.js';
export { routeTableOf } from './route-table-of.js';
export type {
  DeclaredAt,
  PolicyEntry,
  RouteAccess,
  RouteEntry,
  RouteTable,
  TableDemand,
  TablePolicy,
  TableStep,
} from './route-table.js';
export { policyTableText } from './text/policy-table-text.js';
export { routeTableMarkdown } from './text/route-table-markdown.js';
export { routeTableText, type TextLayout } from './text/route-table-text.js';
