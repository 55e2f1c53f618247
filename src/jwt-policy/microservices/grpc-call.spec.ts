import { Metadata } from '@grpc/grpc-js';
import { describe, expect, it } from '@jest/globals';
import { inProcessGrpcCall } from './in-process-contexts.js';
import { grpcCallOf, grpcHeaders, isStreamCall, peerAddress, type GrpcCall } from './grpc-call.js';

function callWith(parts: Partial<Record<keyof GrpcCall, unknown>> = {}): GrpcCall {
  return {
    metadata: new Metadata(),
    sendMetadata: () => {},
    getPath: () => '/shop.Orders/Get',
    getPeer: () => '127.0.0.1:50051',
    emit: () => true,
    ...parts,
  } as GrpcCall;
}

describe('the gRPC call among the arguments of a handler', () => {
  const call = callWith();

  it.each<[string, readonly unknown[], GrpcCall | undefined]>([
    ['is the third', [{}, new Metadata(), call], call],
    ['is the first of a stream call', [call], call],
    ['is the first of a stream call with a callback', [call, () => {}], call],
    ['is none of a message', [{ id: 1 }, {}], undefined],
    ['is none of a payload that looks like one', [JSON.parse(JSON.stringify(call)), {}], undefined],
    ['is none with text for functions', [{ sendMetadata: 'a', getPath: 'b' }, {}], undefined],
    ['is none with one of the functions', [{ sendMetadata: () => {} }, {}], undefined],
    ['is none of null', [null, null, null], undefined],
    ['is none of nothing', [], undefined],
    ['is none of a text', ['call'], undefined],
  ])('%s', (_what, args, expected) => {
    expect(grpcCallOf(args)).toBe(expected);
  });

  it('tells stream calls from all others', () => {
    expect([isStreamCall([call]), isStreamCall([{}, new Metadata(), call])]).toEqual([true, false]);
  });
});

describe('the metadata of a gRPC call', () => {
  it('has every value of a name, in the order in which they came', () => {
    const metadata = new Metadata();
    metadata.add('authorization', 'Bearer a');
    metadata.add('Authorization', 'Bearer b');
    metadata.add('trace-bin', Buffer.from('bytes'));
    expect([...grpcHeaders(callWith({ metadata }))]).toEqual([
      ['authorization', ['Bearer a', 'Bearer b']],
      ['trace-bin', []],
    ]);
  });
});

describe('the address of the other side', () => {
  it.each([
    ['127.0.0.1:50051', '127.0.0.1'],
    ['::1:50051', '::1'],
    ['[::1]:50051', '::1'],
    ['::ffff:127.0.0.1:50051', '::ffff:127.0.0.1'],
    ['unknown', ''],
    ['unix:/run/orders.sock', ''],
    ['', ''],
  ])('of %j is %j', (peer, address) => {
    expect(peerAddress(callWith({ getPeer: () => peer }))).toBe(address);
  });
});

describe('a gRPC call that no client has made', () => {
  const args = inProcessGrpcCall({
    name: '/shop.Orders/Get',
    headers: { Authorization: 'Bearer a' },
    data: { id: 1 },
  });

  it('is read like any other', () => {
    const call = grpcCallOf(args) as GrpcCall;
    expect([args[0], call.getPath(), peerAddress(call)]).toEqual([
      { id: 1 },
      '/shop.Orders/Get',
      '127.0.0.1',
    ]);
    expect([...grpcHeaders(call)]).toEqual([['authorization', ['Bearer a']]]);
    expect([call.metadata.get('AUTHORIZATION'), call.metadata.get('tenant')]).toEqual([['Bearer a'], []]);
  });

  it('takes what handlers do with it, and does nothing', () => {
    const call = grpcCallOf(args) as GrpcCall & { getDeadline(): number; on(event: string): void };
    expect([call.sendMetadata({}), call.on('cancelled'), call.getDeadline()]).toEqual([
      undefined,
      undefined,
      Infinity,
    ]);
  });
});
