import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { ServiceSettings } from './config/service.settings.js';
import { policiesOfFile } from './policy-files.js';

const KEY = 'thirty-two letters of a secret!!';
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-files-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function load(JWT_TEXT_KEY?: string) {
  const file = join(folder, 'hmac.json');
  const configurationData = { signingMethod: 'hmac', jwtKeyOrigin: 'text', skipClientIdValidation: true };
  writeFileSync(file, JSON.stringify({ configurationData }));
  const settings = Object.assign(new ServiceSettings(), {
    JWT_POLICY_FILE: file,
    ...(JWT_TEXT_KEY !== undefined && { JWT_TEXT_KEY }),
  });
  return policiesOfFile({ settings, environment: {}, warnings: [], configModule: {} as never }, undefined);
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
