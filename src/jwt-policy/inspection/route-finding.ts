/** How much a finding matters: `error` is a mistake for certain, `warn` most likely one, `info` a fact to know. */
export type FindingSeverity = 'info' | 'warn' | 'error';

/** The codes of findings about routes. They are stable: pipelines may depend on them. docs/routes.md describes each. */
export type RouteFindingCode =
  | 'NO_POLICY_APPLIES'
  | 'NO_TOKEN_PASSES'
  | 'DECIDED_PER_CALL'
  | 'NO_ROUTE_TO_COMPARE'
  | 'ROW_MATCHES_NOTHING'
  | 'HEADERS_ONLY_OVER_HTTP'
  | 'RESPONSES_ONLY_OVER_HTTP'
  | 'PUBLIC_CLASS'
  | 'SAME_ROUTE_OTHER_DEMANDS'
  | 'CLAIM_NEVER_SENT'
  | 'GUARDED_ELSEWHERE'
  | 'UNGUARDED';

/** What a reader of the route table should look at. */
export interface RouteFinding {
  readonly code: RouteFindingCode;
  readonly severity: FindingSeverity;
  /** One or two sentences: what it is, and what to do. */
  readonly message: string;
  /** `OrdersController.list`, or the class or the policy that it is about. */
  readonly place: string;
}
