import { describe, expect, it } from '@jest/globals';
import { callOf } from '../../../test/support/policy-bench.js';
import { TestClock } from '../../../test/support/test-clock.js';
import { Subject } from './subject.js';

describe('the subject of a decision', () => {
  it('gives no claims before they are verified', () => {
    const subject = new Subject(callOf(), new TestClock());
    expect(() => subject.claims).toThrow('a step ran before the value that it needs was there');
    subject.verified = { sub: 'alice' };
    expect(subject.claims).toEqual({ sub: 'alice' });
  });

  it('gives the attributes of its call', () => {
    const call = callOf({ uriParams: { id: '7' } });
    expect(new Subject(call, new TestClock()).attributes).toBe(call.attributes);
  });

  it('reads the clock once for checks that run without waiting, and again after a step that waited', () => {
    const clock = new TestClock(1_500);
    const subject = new Subject(callOf(), clock);
    expect(subject.moment(60)).toEqual({ nowSeconds: 1.5, clockToleranceSeconds: 60 });
    clock.advance(2);
    expect(subject.moment(60)).toEqual({ nowSeconds: 1.5, clockToleranceSeconds: 60 });
    subject.readClock();
    expect(subject.moment(0)).toEqual({ nowSeconds: 3.5, clockToleranceSeconds: 0 });
  });
});
