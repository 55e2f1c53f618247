import { expect, test } from '@jest/globals';
import { refusalLog, type RefusalLine } from './refusal-log.js';

test('the log of refusals has no line for calls that were granted', () => {
  const lines: RefusalLine[] = [];
  const log = refusalLog((line) => void lines.push(line));
  log.decided({ outcome: 'anonymous', transport: 'http', handler: 'OrdersController.list' });
  expect([log.refusalsOnly, lines]).toEqual([true, []]);
});
