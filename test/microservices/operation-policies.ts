import type { PolicyOptions } from '../../src/jwt-policy/index.js';
import { issuerOptions } from '../guard/guarded-app.js';

const issuers = [issuerOptions];

/**
 * Policies by the name of the operation, with dots or slashes: each order meets `orders`, those that are closed need a
 * claim besides, and of the bills only the list is open.
 */
export const operationPolicies: PolicyOptions[] = [
  {
    name: 'orders',
    issuers,
    appliesTo: [{ transport: 'rpc', pattern: ['orders.*', 'orders/*'] }],
  },
  {
    name: 'closed',
    issuers,
    checks: [{ claim: 'department', rule: 'closing' }],
    appliesTo: [{ transport: 'rpc', pattern: ['orders.closed', 'orders/closed'] }],
  },
  {
    name: 'bills',
    issuers,
    appliesTo: [{ transport: 'rpc', pattern: ['bills.list', 'bills/list'] }],
  },
];
