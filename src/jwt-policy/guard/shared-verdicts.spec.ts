import { expect, test } from '@jest/globals';
import type { Plan, Verdict } from '../policy/index.js';
import { tokenCall } from '../transports/index.js';
import { SharedVerdicts } from './shared-verdicts.js';

test('a verdict is found by what the calls share, by plan and by the name of the operation', () => {
  const [memo, plan, verdict] = [{}, {} as Plan, {} as Verdict];
  const shared = new SharedVerdicts();
  const named = (name: string) => tokenCall({ operation: { transport: 'graphql', name } });
  shared.keep(memo, plan, named('Query.orders'), verdict);
  expect(shared.find(memo, plan, named('Query.orders'))).toBe(verdict);
  expect(shared.find(memo, plan, named('Query.items'))).toBeUndefined();
  expect(shared.find(memo, {} as Plan, named('Query.orders'))).toBeUndefined();
  expect(shared.find({}, plan, named('Query.orders'))).toBeUndefined();
  shared.keep(memo, plan, tokenCall({}), verdict);
  expect(shared.find(memo, plan, tokenCall({}))).toBe(verdict);
});
