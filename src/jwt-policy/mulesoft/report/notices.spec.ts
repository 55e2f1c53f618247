import { describe, expect, it } from '@jest/globals';
import { parametersWith } from '../../../../test/mulesoft/import-bench.js';
import type { StartNotice } from '../../options/index.js';
import { muleSoftPolicies, type MuleSoftSource } from '../index.js';

const policy = (label: string, changes: object = {}, more: object = {}) => ({
  configurationData: parametersWith({ ...changes }),
  label,
  ...more,
});

async function noticesOf(source: MuleSoftSource): Promise<readonly (string | StartNotice)[]> {
  return (await muleSoftPolicies(source)).notices ?? [];
}

async function warningsOf(source: MuleSoftSource): Promise<readonly string[]> {
  const notices = await noticesOf(source);
  return notices.flatMap((one) => (typeof one === 'object' && one.level === 'warn' ? [one.message] : []));
}

async function linesOf(source: MuleSoftSource): Promise<readonly string[]> {
  return (await noticesOf(source)).filter((one) => typeof one === 'string');
}

describe('the notices', () => {
  it('tell warnings at level warn, with code and place', async () => {
    expect(
      await warningsOf([
        policy('orders', { jwksCacheTtl: 5 }),
        { assetId: 'rate-limiting', configurationData: {} },
      ]),
    ).toEqual([
      expect.stringMatching(/^OTHER_POLICY at \[1\]: is the policy "rate-limiting"/),
      expect.stringMatching(
        /^KEY_UNKNOWN at \[0\]\.configurationData\.jwksCacheTtl: .*jwksServiceTimeToLive/,
      ),
    ]);
  });

  it('keep the drawing of a warning', async () => {
    const mandatoryCustomClaims = [{ key: 'a', value: "#['text']" }];
    const [warning = ''] = await warningsOf(
      policy('orders', { validateCustomClaim: true, mandatoryCustomClaims }),
    );
    expect(warning).toMatch(/^NEVER_PASSES at configurationData\.mandatoryCustomClaims\[0\]\.value: /);
    expect(warning).toMatch(/\n *\^+\n/);
  });

  it('have a line for each policy, with how much is exact and the paths of what is ignored', async () => {
    const lines = await linesOf([
      policy('orders', { textKey: 'unused', customKeyExpression: '#[1]' }),
      policy('items'),
      policy('off', {}, { disabled: true }),
    ]);
    const at = '[0].configurationData';
    expect(lines.slice(0, 3)).toEqual([
      expect.stringMatching(
        /^MuleSoft policy "orders": \d+ parameter\(s\) exact, \d+ point\(s\) stricter, 0 /,
      ),
      expect.stringMatching(/^MuleSoft policy "items": \d+ parameter\(s\) exact.*, 0 warning\(s\)\.$/),
      'MuleSoft policy "off": it is disabled in the file, and skipped.',
    ]);
    expect(lines[0]).toContain(`; ignored: ${at}.textKey, ${at}.customKeyExpression.`);
  });

  it('say once what holds for every policy, and name the policies of what does not', async () => {
    const lines = await linesOf([
      policy('orders', { mandatoryExpClaim: true }),
      policy('items'),
      policy('open', { signingMethod: 'hmac', jwtKeyOrigin: 'text', textKey: 'x'.repeat(40) }),
      policy('off', {}, { disabled: true }),
    ]);
    expect(lines.filter((line) => line.includes('Tokens with crit'))).toEqual([
      expect.stringMatching(/^Every MuleSoft policy, stricter here: Tokens with crit/),
    ]);
    expect(lines.filter((line) => line.includes('by its kid'))).toEqual([
      expect.stringMatching(/^MuleSoft policy "orders", "items", stricter here: A token must name/),
    ]);
  });

  it('name the policy where there is one only', async () => {
    expect((await linesOf(policy('orders'))).filter((line) => line.includes('Every'))).toEqual([]);
  });

  it('leave to the module what it tells itself: checks that are switched off', async () => {
    const open = { validateAudClaim: false, mandatoryAudClaim: false, mandatoryExpClaim: false };
    const all = JSON.stringify(await noticesOf(policy('orders', open)));
    expect(all).not.toMatch(/No audience is checked|No issuer is checked|without exp pass for ever/);
  });

  it('list what of a source is ignored besides its policies', async () => {
    const service = { apiVersion: 'gateway.mulesoft.com/v1alpha1', kind: 'Service', metadata: {}, spec: {} };
    expect(await linesOf([policy('orders'), service])).toContain('MuleSoft policies: ignored: [1].');
  });
});
