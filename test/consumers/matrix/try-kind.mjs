import { execFile } from 'node:child_process';
import { tryStart } from '../try-start.mjs';
import { writeApp } from './app-folder.mjs';
import { commandOf } from './documented.mjs';
import { knownFailure } from './kinds.mjs';

const DEADLINE_MS = 300_000;
const ADAPTERS = ['express', 'fastify'];
const READ = { scope: 'orders/read' };
const CALLS = [
  { path: '/orders', status: 401 },
  { path: '/orders', claims: READ, status: 200 },
  { path: '/orders', claims: {}, status: 403 },
];

/** Runs Node; gives its exit code and what it printed. */
function run(node, parameters, cwd, environment = {}) {
  const options = { cwd, env: { ...process.env, NO_COLOR: '1', ...environment }, timeout: DEADLINE_MS };
  return new Promise((resolve) => {
    execFile(node, parameters, options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, printed: `${stdout}${stderr}` }),
    );
  });
}

/** Runs Node; gives what it printed if it failed. */
async function failureOf(node, parameters, ...rest) {
  const { code, printed } = await run(node, parameters, ...rest);
  return code === 0 ? undefined : `${parameters.join(' ')}: ${code}\n${printed}`;
}

const COMMAND = 'node_modules/nest-jwt-policy/dist/jwt-policy/cli/main.js';

/** What is wrong with the answers of the commands that start the application and ask it. */
async function askFailures({ asked }, folder, node, environment, issuer) {
  if (asked === undefined) return [];
  const explain = ['explain', asked, 'GET', '/orders', '--token-env', 'T'];
  const questions = [
    { ask: ['routes', asked], token: '', code: 0, shown: /GET +\/orders +required .*OrdersController\.list/ },
    { ask: explain, token: issuer.token({}), code: 1, shown: /^403 SCOPE_MISSING/m },
    { ask: explain, token: issuer.token(READ), code: 0, shown: /^Granted/m },
  ];
  const failures = [];
  for (const { ask, token, code, shown } of questions) {
    const answer = await run(node.path, [COMMAND, ...ask], folder, { ...environment, T: token });
    if (answer.code === code && shown.test(answer.printed)) continue;
    const expected = `${String(code)} and ${String(shown)}`;
    failures.push(`${ask.join(' ')}: ${String(answer.code)} instead of ${expected}\n${answer.printed}`);
  }
  return failures;
}

async function startFailures(kind, folder, node, { issuer, jwksUri }) {
  const failures = [];
  for (const adapter of ADAPTERS) {
    const environment = { ADAPTER: adapter, JWKS_URI: jwksUri };
    const start = { node: node.path, entry: kind.entry, environment, calls: CALLS };
    const found = [
      ...(await tryStart(folder, start, issuer)),
      ...(await askFailures(kind, folder, node, environment, issuer)),
    ];
    failures.push(...found.map((failure) => `${adapter}: ${failure}`));
  }
  return failures;
}

/** The spec makes the calls on both adapters. */
async function specFailures(kind, folder, node, { issuer, jwksUri }) {
  const { parameters, environment } = commandOf(kind.section);
  const tokens = { GOOD_TOKEN: issuer.token(READ), SCOPELESS_TOKEN: issuer.token({}) };
  const failure = await failureOf(node.path, parameters, folder, {
    JWKS_URI: jwksUri,
    ...tokens,
    ...environment,
  });
  return failure === undefined ? [] : [failure];
}

async function runFailures(kind, ...rest) {
  if (kind.spec !== undefined) return specFailures(kind, ...rest);
  return kind.entry === undefined ? [] : startFailures(kind, ...rest);
}

/** Whether a combination does what is known of it. */
function compare(failures, known) {
  if (known === undefined) return { works: failures.length === 0, problems: failures };
  if (failures.length === 0) return { works: true, problems: [`it works, though listed: ${known.reason}`] };
  const isAsKnown = failures.some((failure) => known.shows.every((text) => failure.includes(text)));
  return {
    works: false,
    reason: known.reason,
    problems: isAsKnown ? [] : [`it does not fail with ${known.shows.join(' and ')}`, ...failures],
  };
}

/** Builds an application of a kind once and runs it on each Node; gives one result for each. */
export async function tryKind(kind, nest, installed, nodes, keys) {
  const folder = writeApp(kind, nest, installed);
  // The oldest Node builds: what it builds, the others must run.
  const broken = kind.build && (await failureOf(nodes[0].path, kind.build, folder));
  const results = [];
  const isStarted = kind.entry !== undefined || kind.spec !== undefined;
  for (const node of isStarted ? nodes : nodes.slice(0, 1)) {
    const failures = broken === undefined ? await runFailures(kind, folder, node, keys) : [broken];
    const known = knownFailure(kind, nest, node.version);
    results.push({ kind: kind.name, nest, node: node.version, ...compare(failures, known) });
  }
  return results;
}
