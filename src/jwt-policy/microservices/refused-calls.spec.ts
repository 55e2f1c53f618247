import { describe, expect, it } from '@jest/globals';
import { expectHandlers, noteRefused, refusalOf, whenRefused } from './refused-calls.js';
import { refusedRpcMessage } from './refused-rpc.exception.js';

const refusal = refusedRpcMessage(
  { code: 'TOKEN_MISSING', family: 'no_token', message: 'A bearer token is required.' } as never,
  true,
);

describe('the refusal of a message', () => {
  it('is there when its one handler was refused', () => {
    const key = {};
    expect(refusalOf(key)).toBeUndefined();
    noteRefused(key, refusal);
    expect([refusalOf(key), refusalOf({})]).toEqual([refusal, undefined]);
  });

  it('is there when the last of its handlers was refused, and not before', () => {
    const key = {};
    let runs = 0;
    whenRefused(key, () => (runs += 1));
    expectHandlers(key, 2);
    noteRefused(key, refusal);
    expect([refusalOf(key), runs]).toEqual([undefined, 0]);
    noteRefused(key, refusal);
    expect([refusalOf(key), runs]).toEqual([refusal, 1]);
  });

  it('is not there for a message without a handler', () => {
    const key = {};
    expectHandlers(key, 0);
    expect(refusalOf(key)).toBeUndefined();
  });
});
