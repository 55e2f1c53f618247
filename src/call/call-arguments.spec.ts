import { describe, expect, it } from '@jest/globals';

import { ExplainedError } from '../process/index.js';
import { parseCallArguments } from './call-arguments.js';

const LIST = ['tcp', 'orders.list'];
const ORDER = '{"item":"book","quantity":1}';

describe('the words of the call command', () => {
  it('name a transport and an operation, which says the scope of the token', () => {
    expect(parseCallArguments(LIST)).toEqual({
      transport: 'tcp',
      pattern: 'orders.list',
      operation: { rpc: 'List', scope: 'mule-api/api_read', takesOrder: false },
      data: {},
      to: undefined,
      token: { scopes: ['mule-api/api_read'], issuer: undefined },
    });
    expect(parseCallArguments(['grpc', 'orders.create', ORDER])).toMatchObject({
      transport: 'grpc',
      operation: { rpc: 'Create' },
      data: { item: 'book', quantity: 1 },
      token: { scopes: ['mule-api/api_write'] },
    });
  });

  it.each([
    ['127.0.0.1:3002', { host: '127.0.0.1', port: 3002 }],
    ['orders.internal:1', { host: 'orders.internal', port: 1 }],
    ['[::1]:65535', { host: '::1', port: 65_535 }],
  ])('may name another address: %s', (address, to) => {
    expect(parseCallArguments([...LIST, '--to', address])).toMatchObject({ to });
  });

  it('may name another issuer, other scopes, or a file with the token', () => {
    const issuer = 'http://127.0.0.1:4001/us-east-1_local';
    expect(parseCallArguments([...LIST, '--issuer', issuer, '--scope', 'a b', '--scope=c'])).toMatchObject({
      token: { scopes: ['a', 'b', 'c'], issuer },
    });
    expect(parseCallArguments(['--token-file', '-', ...LIST])).toMatchObject({ token: { file: '-' } });
  });

  it.each([
    [[], '"" is neither tcp nor grpc'],
    [['http', 'orders.list'], '"http" is neither tcp nor grpc'],
    [['tcp'], '"" is none of orders.list, orders.create'],
    [['tcp', 'orders.delete'], '"orders.delete" is none of'],
    [['tcp', '__proto__'], '"__proto__" is none of'],
    [['tcp', 'orders.list\n\u001B[2J'], String.raw`"orders.list\n\u001b[2J" is none of`],
    [['tcp', 'orders.list', ORDER], 'orders.list takes no order'],
    [['tcp', 'orders.create'], 'orders.create needs an order'],
    [['tcp', 'orders.create', ''], 'The order must be a JSON object'],
    [['tcp', 'orders.create', '{"item":'], 'The order must be a JSON object'],
    [['tcp', 'orders.create', '[]'], 'The order must be a JSON object'],
    [['tcp', 'orders.create', 'null'], 'The order must be a JSON object'],
    [['tcp', 'orders.create', '7'], 'The order must be a JSON object'],
    [['tcp', 'orders.create', ORDER, 'now'], '"now" is one word too many'],
    [[...LIST, '--token', 'x'], "Unknown option '--token'"],
    [[...LIST, '--to'], 'argument missing'],
    [[...LIST, '--to', '3002'], '--to must be a host and a port'],
    [[...LIST, '--to', '127.0.0.1:0'], '--to must be a host and a port'],
    [[...LIST, '--to', '127.0.0.1:65536'], '--to must be a host and a port'],
    [[...LIST, '--to', 'http://127.0.0.1:3002'], '--to must be a host and a port'],
    [[...LIST, '--to', '::1:3002'], '--to must be a host and a port'],
    [[...LIST, '--scope', ''], '--scope names no scope'],
    [[...LIST, '--issuer', 'file:///etc/passwd'], '--issuer must be the URL'],
    [[...LIST, '--token-file', 't', '--scope', 'a'], '--token-file stands in the place of'],
    [[...LIST, '--token-file', 't', '--issuer', 'http://a'], '--token-file stands in the place of'],
  ])('%j are refused in one line that shows how it is done', (words, reason) => {
    const parse = (): unknown => parseCallArguments(words);
    expect(parse).toThrow(ExplainedError);
    expect(parse).toThrow(reason);
    expect(parse).toThrow(/^[^\n]* Usage: npm run -s call -- [^\n]*$/);
  });
});
