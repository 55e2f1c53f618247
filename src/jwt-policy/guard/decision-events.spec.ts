import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { callOf, callWith, PolicyBench } from '../../../test/support/policy-bench.js';
import { refusalCases, type DecisionCode } from '../../../test/support/refusal-cases.js';
import { decide, type Plan } from '../policy/index.js';
import type { Call } from '../tokens/index.js';
import { refusalLine, type RefusalLine } from '../observe/index.js';
import { refusedEvent } from './decision-events.js';

const bench = new PolicyBench();

async function lineOf(call: Call, plan: Plan = bench.plan()): Promise<RefusalLine> {
  const verdict = await decide(plan, call, bench.clock);
  if (verdict.granted) throw new Error('the call was granted');
  return refusalLine(refusedEvent('http', plan.route, verdict));
}

describe('the log line of a refusal', () => {
  it('has code, route, detail, policy, step, issuer, kid and a digest of the token', async () => {
    const token = bench.issuer.token({ claims: { aud: 'other' } });
    const digest = createHash('sha256').update(token).digest('hex').slice(0, 8);
    expect(await lineOf(callWith(token))).toEqual({
      level: 'warn',
      message:
        'AUDIENCE_REFUSED at OrdersController.read: aud names none of the accepted audiences: "orders" ' +
        `(policy="default" step="aud" issuer="https://id.example.com" kid="key-1" token=${digest})`,
    });
  });

  it('has level debug if the call only lacks a token', async () => {
    expect(await lineOf(callOf())).toEqual({
      level: 'debug',
      message:
        'TOKEN_MISSING at OrdersController.read: no Authorization header (policy="default" step="token")',
    });
  });

  it('has only the digest of a token that cannot be read', async () => {
    const { message } = await lineOf(callWith('garbage'));
    expect(message).toMatch(/\(policy="default" step="parse" token=[0-9a-f]{8}\)$/);
    expect(message).not.toContain('garbage');
  });

  it('has no policy if none applies', async () => {
    const { plan, call } = refusalCases(bench, 'mark').NO_POLICY_APPLIES;
    expect((await lineOf(call, plan)).message).toBe(
      'NO_POLICY_APPLIES at OrdersController.read: no policy applies to this route (step="policy")',
    );
  });

  it('cannot be forged by a kid or an iss: they are escaped and shortened', async () => {
    const forged = `x"\nWARN all is well\r\u2028\u202e${'y'.repeat(5_000)}`;
    const token = bench.issuer.token({ claims: { iss: forged }, header: { kid: forged } });
    const { message } = await lineOf(callWith(token));
    expect(message).toContain('x\\"\\nWARN');
    expect(message).not.toMatch(/[\n\r\u2028\u202e]/);
    expect(message.length).toBeLessThan(600);
  });

  it('leaves out iss and kid where the token has none', async () => {
    const token = bench.issuer.token({ claims: { iss: undefined }, header: { kid: undefined } });
    expect((await lineOf(callWith(token))).message).not.toMatch(/issuer=|kid=/);
  });

  it.each([[5], [['key-1']], [{ toString: 'key-1' }]])(
    'can be written for the iss and kid %j',
    async (odd) => {
      const token = bench.issuer.token({ claims: { iss: odd }, header: { kid: odd } });
      expect((await lineOf(callWith(token))).message).toMatch(/issuer="\w+" kid="\w+"/);
    },
  );

  const codes = Object.keys(refusalCases(bench, 'mark')) as DecisionCode[];
  const SHOWN: readonly DecisionCode[] = [
    'ISSUER_REFUSED',
    'KEY_UNKNOWN',
    'ALGORITHM_REFUSED',
    'TOKEN_TYPE_REFUSED',
  ];

  it.each(codes.filter((code) => !SHOWN.includes(code)))(
    'of %s holds no text of the sender but iss, kid, alg and typ',
    async (code) => {
      const mark = 'MARK-0123456789';
      const { plan, call } = refusalCases(bench, mark)[code];
      const { message } = await lineOf(call, plan);
      expect(message.startsWith(`${code} at `)).toBe(true);
      expect(message).not.toContain(mark);
    },
  );
});
