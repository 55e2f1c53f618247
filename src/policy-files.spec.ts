import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { ServiceSettings } from './config/service.settings.js';
import { clientsOfFile, policiesOfFile } from './policy-files.js';

const KEY = 'thirty-two letters of a secret!!';
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-files-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const configurationData = { signingMethod: 'hmac', jwtKeyOrigin: 'text', skipClientIdValidation: true };

async function loadFile(content: unknown, changes: Partial<ServiceSettings>) {
  const file = join(folder, 'policies.json');
  writeFileSync(file, JSON.stringify(content));
  const settings = Object.assign(new ServiceSettings(), { JWT_POLICY_FILE: file, ...changes });
  return policiesOfFile({ settings, environment: {}, warnings: [], configModule: {} as never }, undefined);
}

async function load(JWT_TEXT_KEY?: string) {
  return loadFile({ configurationData }, JWT_TEXT_KEY === undefined ? {} : { JWT_TEXT_KEY });
}

describe('an export with hmac, which holds no key,', () => {
  it('verifies with JWT_TEXT_KEY, which is not printed', async () => {
    const options = await load(KEY);
    expect(options?.policies?.[0]?.issuers[0]?.keys).toEqual({ secret: KEY, algorithm: 'HS256' });
    expect(JSON.stringify(options?.notices)).not.toContain(KEY);
  });

  it('does not start without it', async () => {
    await expect(load()).rejects.toThrow('textKey: is needed by jwtKeyOrigin text');
  });

  it('does not print a key that is too short', async () => {
    const error = (await load('short-secret').catch((one: unknown) => one)) as Error;
    expect(error.message).toContain('has 12 bytes');
    expect(error.message).not.toContain('short-secret');
  });
});

describe('an export with access control beside it', () => {
  const file = [{ configurationData }, { assetId: 'ip-allowlist', configurationData: {} }];

  it('starts only where JWT_DROPPED_POLICIES names it', async () => {
    const options = await loadFile(file, { JWT_TEXT_KEY: KEY, JWT_DROPPED_POLICIES: ['ip-allowlist'] });
    expect(options?.policies).toHaveLength(1);
  });

  it('else does not start, and is told the list to paste and the variable', async () => {
    const refused = loadFile(file, { JWT_TEXT_KEY: KEY });
    await expect(refused).rejects.toThrow("droppedPolicies: ['ip-allowlist']");
    await expect(refused).rejects.toThrow('droppedPolicies is JWT_DROPPED_POLICIES');
  });
});

describe('the file of clients', () => {
  async function clientsOf(text: string) {
    const file = join(folder, 'clients.json');
    writeFileSync(file, text);
    return clientsOfFile(Object.assign(new ServiceSettings(), { JWT_CLIENTS_FILE: file }));
  }

  it.each([
    ['{\n"a":{"status":"revoked"},\n"a":{"status":"approved"}}', 'line 3 names a member twice'],
    [String.raw`{"a":{"status":"revoked"},"\u0061":{"status":"approved"}}`, 'line 1 names a member twice'],
    ['{"a":{"status":"revoked","status":"approved"}}', 'line 1 names a member twice'],
    ['{"a":', 'it is not JSON'],
    ['a: 1', 'it is not JSON'],
  ])('that holds %j is refused', async (text, reason) => {
    await expect(clientsOf(text)).rejects.toThrow(`JWT_CLIENTS_FILE cannot be used (${reason}).`);
  });

  it('that has every member once is read', async () => {
    const clients = { a: { status: 'approved' }, 'https://b\n': { status: 'revoked' } };
    expect(await clientsOf(JSON.stringify(clients, null, '\t'))).toEqual(clients);
  });
});
