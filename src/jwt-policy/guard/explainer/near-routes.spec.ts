import { describe, expect, test } from '@jest/globals';
import { operationText, type DescribedHandler } from '../../inspection/index.js';
import type { ServedOperation } from '../../routes/index.js';
import { normalizeExplainRequest } from './explain-request.js';
import { nearRoutes } from './near-routes.js';

const COMPARISON = { isCaseSensitive: false, isStrict: false };

function near(asked: string, served: readonly string[]): readonly string[] {
  const handlers = served.map((text, index): DescribedHandler => {
    const [transport = '', pattern = ''] = text.split(' ');
    return {
      kind: 'message-handler',
      controller: 'Orders',
      handler: `handler${index}`,
      plan: 'public',
      declared: { opened: undefined, scopes: { all: [], any: [] }, rules: [], demands: [] },
      patterns: [],
      versions: [],
      hosts: [],
      messages: [],
      operations: [{ transport, pattern }],
      guardedBy: [],
    };
  });
  const found = nearRoutes(handlers, normalizeExplainRequest({ operation: asked }), COMPARISON);
  return found.map(({ at }) => operationText(at as ServedOperation));
}

describe('the operations that come close to a name', () => {
  test.each<[string, string, readonly string[], readonly string[]]>([
    ['are none where nothing is like it', 'rpc orders.list', ['rpc invoices.pay', 'rpc *'], []],
    [
      'are those that share a word',
      'rpc orders.find',
      ['rpc orders.list', 'rpc find'],
      ['rpc orders.list', 'rpc find'],
    ],
    [
      'have the one first that is most like it',
      'rpc orders.lst',
      ['rpc orders.paid', 'rpc orders.list'],
      ['rpc orders.list', 'rpc orders.paid'],
    ],
    ['have one in other letter case first', 'rpc A.B', ['rpc a.b.c', 'rpc a.b'], ['rpc a.b', 'rpc a.b.c']],
    [
      'have those of the same transport first',
      'rpc orders.lst',
      ['ws orders.list', 'rpc orders.list'],
      ['rpc orders.list', 'ws orders.list'],
    ],
    ['are of another transport too', 'tcp orders.list', ['rpc orders.list'], ['rpc orders.list']],
    ['are found without a common word', 'rpc orderslist', ['rpc orders.list'], ['rpc orders.list']],
    ['are compared by words', 'rpc /shop.v2.Orders/Lst', ['rpc /*Orders/List'], ['rpc /*Orders/List']],
    [
      'are three at most',
      'rpc a.x',
      ['rpc a.1', 'rpc a.2', 'rpc a.3', 'rpc a.4'],
      ['rpc a.1', 'rpc a.2', 'rpc a.3'],
    ],
  ])('%s', (_what, asked, served, found) => {
    expect(near(asked, served)).toEqual(found);
  });

  test('are compared by the beginning of a name that is too long', () => {
    const long = 'a.'.repeat(128);
    expect(near(`rpc ${long}orders`, ['rpc orders'])).toEqual([]);
    expect(near(`rpc orders.${long}`, ['rpc orders'])).toEqual(['rpc orders']);
  });
});
