export { policyTable, type InitialisedApp } from './policy-table.js';
