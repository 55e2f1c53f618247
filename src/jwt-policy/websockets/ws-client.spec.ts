import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { TimedTestClock } from '../../../test/support/timed-test-clock.js';
import { refuse } from '../errors/index.js';
import { publicRefusal, refusedMessage } from '../responses/index.js';
import { isOpen, isWsClient, wsClientEnds, type WsClient } from './ws-client.js';

class FakeClient extends EventEmitter implements WsClient {
  readonly calls: string[] = [];
  readonly bufferedAmount = 0;

  constructor(public readyState = 1) {
    super();
  }

  send(data: string): void {
    this.calls.push(`send ${data}`);
  }

  pause(): void {
    this.calls.push('pause');
  }

  resume(): void {
    this.calls.push('resume');
  }

  close(code: number, reason: string): void {
    this.calls.push(`close ${code} ${reason}`);
  }

  terminate(): void {
    this.calls.push('terminate');
    this.emit('close');
  }
}

const EXPIRED = refusedMessage(publicRefusal(refuse('TOKEN_EXPIRED', '')));

describe('the end of a client of ws', () => {
  it('closes with the status and the code, and cuts off a client that does not confirm within two seconds', () => {
    const [client, clock] = [new FakeClient(), new TimedTestClock()];
    wsClientEnds(client, clock).end(EXPIRED);
    expect(client.calls).toEqual(['close 4401 TOKEN_EXPIRED', 'resume']);
    clock.advance(1.999);
    expect(client.calls).not.toContain('terminate');
    clock.advance(0.001);
    expect(client.calls).toContain('terminate');
    expect([clock.timers, client.listenerCount('close')]).toEqual([0, 0]);
  });

  it('leaves no timer if the client confirms', () => {
    const [client, clock] = [new FakeClient(), new TimedTestClock()];
    wsClientEnds(client, clock).end(EXPIRED);
    client.emit('close');
    expect([clock.timers, client.calls]).toEqual([0, ['close 4401 TOKEN_EXPIRED', 'resume']]);
  });

  it('does nothing with a client that is closed, whose end nobody would hear again', () => {
    const [client, clock] = [new FakeClient(3), new TimedTestClock()];
    wsClientEnds(client, clock).end(EXPIRED);
    expect([clock.timers, client.calls, client.eventNames()]).toEqual([0, [], []]);
  });

  it('is heard once', () => {
    const client = new FakeClient();
    let heard = 0;
    wsClientEnds(client, new TimedTestClock()).onceClosed(() => (heard += 1));
    client.emit('close');
    client.emit('close');
    expect(heard).toBe(1);
  });
});

describe('a client of ws', () => {
  it('is told by its functions', () => {
    expect(isWsClient(new FakeClient())).toBe(true);
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a text', 'client'],
    ['an object', {}],
    ['a client of socket.io', new EventEmitter()],
    ['one without a state', { pause() {}, resume() {}, terminate() {} }],
    ['one that cannot be paused', { readyState: 1, resume() {}, terminate() {} }],
    ['one that cannot be resumed', { readyState: 1, pause() {}, terminate() {} }],
    ['one that cannot be cut off', { readyState: 1, pause() {}, resume() {} }],
  ])('is not %s', (_what, client) => {
    expect(isWsClient(client)).toBe(false);
  });

  it.each([0, 1, 2, 3])('in state %d is open only if that is 1', (readyState) => {
    expect(isOpen(new FakeClient(readyState))).toBe(readyState === 1);
  });
});
