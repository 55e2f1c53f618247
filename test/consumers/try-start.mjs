import { spawn } from 'node:child_process';
import { once } from 'node:events';

const DEADLINE_MS = 60_000;

/** Starts the app; gives its URL, or undefined if it ended, and all that it printed. */
async function startApp(folder, { node = process.execPath, entry = ['main.js'], environment = {} }) {
  const child = spawn(node, entry, {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const closed = once(child, 'close');
  const deadline = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  const url = await new Promise((resolve) => {
    const read = (text) => {
      printed += text;
      const [, found] = /^Listening on (\S+)$/m.exec(printed) ?? [];
      if (found !== undefined) resolve(found);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.once('close', () => resolve(undefined));
  });
  return {
    url,
    printed: () => printed,
    async end() {
      if (child.exitCode === null) child.kill('SIGKILL');
      await closed;
      clearTimeout(deadline);
    },
  };
}

/** What is fetched for a call. Claims that depend on the time are a function. */
function requestOf(url, { path, method = 'GET', claims, header, scheme = 'Bearer', isInQuery }, issuer) {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  if (claims === undefined) return [url + path, { method, signal }];
  const token = issuer.token(typeof claims === 'function' ? claims() : claims, header);
  return isInQuery === true
    ? [`${url}${path}?access_token=${token}`, { method, signal }]
    : [url + path, { method, headers: { authorization: `${scheme} ${token}` }, signal }];
}

/** What an answer is, as far as the call expects something of it. */
function shownAnswer(response, text, { code, challenge }) {
  if (challenge !== undefined) return String(response.headers.get('www-authenticate'));
  if (code === undefined) return String(response.status);
  const [, found] = /"code":"(\w+)"/.exec(text) ?? [];
  return `${response.status} ${found}`;
}

function shownExpectation({ status, code, challenge }) {
  if (challenge !== undefined) return String(challenge);
  return code === undefined ? String(status) : `${status} ${code}`;
}

/** Makes a call; gives what is wrong with the answer. */
export async function tryCall(url, call, issuer) {
  const { label, path, method = 'GET', claims, body } = call;
  const response = await fetch(...requestOf(url, call, issuer));
  const text = await response.text();
  const name =
    label ?? `${method} ${path} ${claims === undefined ? 'without a token' : JSON.stringify(claims)}`;
  const [found, expected] = [shownAnswer(response, text, call), shownExpectation(call)];
  if (found !== expected) return [`${name}: ${found} instead of ${expected}: ${text}`];
  return body === undefined || body.test(text) ? [] : [`${name}: ${text} instead of ${body}`];
}

/**
 * Starts an app once, and compares what comes of it: `stopped` are the patterns of the message that stops the start,
 * `calls` the calls and what they are answered. It is started as `node main.js`, unless `node` and `entry` say otherwise.
 * Gives what is wrong.
 */
export async function tryStart(folder, { stopped, calls = [], ...start }, issuer) {
  const app = await startApp(folder, start);
  try {
    if (stopped !== undefined && app.url === undefined) {
      const missing = stopped.filter((pattern) => !pattern.test(app.printed()));
      return missing.map((pattern) => `the start was stopped without ${pattern}:\n${app.printed()}`);
    }
    if (stopped !== undefined) return ['it started, instead of being stopped'];
    if (app.url === undefined) return [`it did not start:\n${app.printed()}`];
    const failures = [];
    for (const call of calls) {
      const problems = await tryCall(app.url, call, issuer).catch((error) => error);
      if (Array.isArray(problems)) failures.push(...problems);
      else {
        // It has ended, or hangs: the calls after this one would say no more.
        failures.push(`${call.path} is not answered: ${problems.message}`);
        break;
      }
    }
    return failures.length === 0 ? [] : [...failures, app.printed()];
  } finally {
    await app.end();
  }
}
