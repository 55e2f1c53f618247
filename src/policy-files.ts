import { readFile } from 'node:fs/promises';

import type { LoadedSettings, ServiceSettings } from './config/index.js';
import {
  type ClientsOptions,
  JwtPolicyConfigurationError,
  type JwtPolicyOptions,
} from './jwt-policy/index.js';
import { muleSoftPolicies } from './jwt-policy/mulesoft/index.js';
import { tokenCacheOf } from './policy-options.js';
import { ExplainedError } from './process/index.js';

/** The names of the settings, for messages that name an option. */
const AS_VARIABLES =
  'Here the option textKeys is JWT_TEXT_KEY, clients is JWT_CLIENTS_FILE, and droppedPolicies is JWT_DROPPED_POLICIES.';

/** Parses JSON and refuses members that stand twice: JSON.parse keeps the last of them, so a revoked client could pass. */
async function parseJsonOnce(text: string): Promise<unknown> {
  const value: unknown = JSON.parse(text);
  // JSON is YAML, and the YAML parser reports members that stand twice.
  const { LineCounter, parseDocument } = await import('yaml');
  const lineCounter = new LineCounter();
  const { errors } = parseDocument(text, { lineCounter, prettyErrors: false, logLevel: 'silent' });
  const repeated = errors.find(({ code }) => code === 'DUPLICATE_KEY');
  if (repeated === undefined) return value;
  throw new Error(`line ${lineCounter.linePos(repeated.pos[0]).line} names a member twice`);
}

/** The clients of JWT_CLIENTS_FILE, if it is set. The content is validated with the other options. */
export async function clientsOfFile({
  JWT_CLIENTS_FILE: file,
}: ServiceSettings): Promise<ClientsOptions['registry'] | undefined> {
  if (file === undefined) return undefined;
  try {
    return (await parseJsonOnce(await readFile(file, 'utf8'))) as ClientsOptions['registry'];
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'it is not JSON' : (error as Error).message;
    throw new ExplainedError(
      `JWT_CLIENTS_FILE cannot be used (${reason}). Name a JSON file such as {"demo-client":{"status":"approved"}}.`,
      { cause: error },
    );
  }
}

/** The policies of JWT_POLICY_FILE, if it is set; all problems with them are reported. */
export async function policiesOfFile(
  { settings, environment }: LoadedSettings<ServiceSettings>,
  clients: ClientsOptions['registry'] | undefined,
): Promise<JwtPolicyOptions | undefined> {
  const { JWT_POLICY_FILE: file, JWT_TEXT_KEY: textKeys, JWT_DROPPED_POLICIES: droppedPolicies } = settings;
  if (file === undefined) return undefined;
  const env = environment as Readonly<Record<string, string | undefined>>;
  try {
    return await muleSoftPolicies(file, {
      env,
      ...(clients && { clients }),
      ...(textKeys !== undefined && { textKeys }),
      ...(droppedPolicies !== undefined && { droppedPolicies }),
      ...tokenCacheOf(settings),
    });
  } catch (error) {
    if (!(error instanceof JwtPolicyConfigurationError)) throw error;
    throw new ExplainedError(`${error.message}\n${AS_VARIABLES}`, { cause: error });
  }
}

/** Whether policies take their keys from the local issuer, which then has to be started. */
export function trustLocalIssuer(
  { policies = [] }: JwtPolicyOptions,
  { LOCAL_ISSUER_PORT: port }: ServiceSettings,
): boolean {
  const urls = policies.flatMap(({ issuers }) => issuers.flatMap(({ jwksUri = [] }) => jwksUri));
  return urls.some((url) => url.startsWith(`http://127.0.0.1:${port}/us-east-1_local/`));
}
