import { describe, expect, it } from '@jest/globals';
import { fieldOfCall } from './field-of-call.js';

const info = {
  fieldName: 'orders',
  parentType: { name: 'Query' },
  fieldNodes: [],
  variableValues: {},
  schema: {},
};

describe('the field that a resolver is called for', () => {
  it('is named by its type, of a query, a mutation or a parent object', () => {
    const context = {};
    expect(fieldOfCall([undefined, {}, context, info])).toEqual({ info, context, name: 'Query.orders' });
  });

  it.each<[unknown, string]>([
    [{ __typename: 'Order', id: '7' }, 'Order.__resolveReference'],
    [{ __typename: 7 }, '.__resolveReference'],
    [{}, '.__resolveReference'],
    [null, '.__resolveReference'],
    ['Order', '.__resolveReference'],
  ])('of the reference %j is %s', (reference, name) => {
    const context = {};
    expect(fieldOfCall([reference, context, info])).toEqual({ info, context, name });
  });

  it.each([
    [[]],
    [[{}, {}, {}, {}]],
    [[{}, {}, {}, { fieldNodes: [], variableValues: {} }]],
    [[{}, {}, {}, { ...info, variableValues: null }]],
    [[null, null, null, null]],
  ])('is not known of %j', (args) => {
    expect(fieldOfCall(args)).toBeUndefined();
  });
});
