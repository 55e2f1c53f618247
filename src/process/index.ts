export { closeServer, closeWithin, CLOSE_GRACE_MS } from './close-server.js';
export { explainListenProblem, type ListenAddress } from './listen-problem.js';
export { complain, say } from './output.js';
export { reachableAddress, reachableHost } from './reachable-address.js';
export { runEntryPoint } from './run-entry-point.js';
export { RunningParts } from './running-parts.js';
export { ExplainedError } from './explained.error.js';
