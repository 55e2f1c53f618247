import { Controller, Get, Logger } from '@nestjs/common';
import { afterEach, expect, jest, test } from '@jest/globals';
import { ClaimRule, JwtPolicyService, type DescribedRule } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { issuerOptions, startGuardedApp } from './guarded-app.js';

const opened = closeAfterEach();
afterEach(() => void jest.restoreAllMocks());

function listen(): { log: string[]; warn: string[] } {
  const told = { log: [] as string[], warn: [] as string[] };
  for (const level of ['log', 'warn'] as const) {
    jest
      .spyOn(Logger.prototype, level)
      .mockImplementation((message: unknown) => void told[level].push(String(message)));
  }
  return told;
}

const odd: DescribedRule = {
  describe: 'is odd',
  warnings: ['It reads a header, which the sender wrote.', 'It is never true.'],
  run: () => true,
};
const broken: DescribedRule = {
  describe: 'is broken',
  problem: 'is cut off:\n#[vars.\n       ^',
  run: () => true,
};

@Controller()
class OddController {
  @Get('a')
  @ClaimRule('sub', odd)
  a(): string {
    return 'a';
  }
}

test('notices are told as they are, in order, and are no warnings', async () => {
  const told = listen();
  const notices = ['Policy "a" was imported.', 'Two parameters have no counterpart.'];
  opened(await startGuardedApp([OddController], { issuers: [issuerOptions], notices }));
  expect(told.log.filter((line) => notices.includes(line))).toEqual(notices);
  expect(told.warn.filter((line) => notices.includes(line))).toEqual([]);
});

test('what is odd about a rule is told with its place: the handler, or the option', async () => {
  const { warn } = listen();
  const checks = [{ claim: 'sub', rule: odd }];
  const issuers = [{ ...issuerOptions, checks }];
  opened(
    await startGuardedApp([OddController], { issuers, checks: [{ claim: 'tenant', rule: 'a' }, ...checks] }),
  );
  const places = ['OddController.a', 'checks[1]', 'issuers[0].checks[0]'];
  const expected = places.flatMap((place) => odd.warnings?.map((warning) => `${place}: ${warning}`) ?? []);
  expect(warn.toSorted()).toEqual(expected.toSorted());
});

test('a rule that has a problem stops the start, which names Controller.handler', async () => {
  @Controller()
  class BrokenController {
    @Get('a')
    @ClaimRule('sub', broken)
    a(): string {
      return 'a';
    }

    @Get('b')
    @ClaimRule(broken)
    b(): string {
      return 'b';
    }
  }
  const started = startGuardedApp([BrokenController], { issuers: [issuerOptions] });
  await expect(started).rejects.toThrow(
    /BrokenController\.a: @ClaimRule\(\): is cut off:\n {4}#\[vars\.\n {11}\^[\s\S]*BrokenController\.b: @ClaimRule\(\): is cut off/,
  );
});

test('a check that has a problem stops the start, which names the option', async () => {
  const checks = [{ rule: broken }];
  const started = startGuardedApp([OddController], { issuers: [{ ...issuerOptions, checks }] });
  await expect(started).rejects.toThrow(/issuers\[0\]\.checks\[0\]: is cut off/);
});

test('a demand outside a request that has a problem is refused as a wrong demand', async () => {
  const app = opened(await startGuardedApp([OddController]));
  const decided = app.app.get(JwtPolicyService).decide(app.issuer.token(), {}, { rules: [{ rule: broken }] });
  await expect(decided).rejects.toThrow(/rules\[0\]: is cut off/);
});

class SafeError extends Error {
  readonly isSafeToLog = true;
}

test.each<[string, unknown, RegExp]>([
  ['that promises so', new SafeError('no such claim'), /The rule "sub is odd" failed: no such claim/],
  ['that promises nothing', new Error('SECRET'), /The rule "sub is odd" threw Error/],
  [
    'that promises it by halves',
    Object.assign(new Error('SECRET'), { isSafeToLog: 'true' }),
    /The rule "sub is odd" threw Error/,
  ],
  ['that is none', { isSafeToLog: true, message: 'SECRET' }, /threw a value that is not an Error/],
])('the message of an error %s is what the log may show, or not', async (_which, error, line) => {
  const { warn } = listen();
  const rule: DescribedRule = {
    describe: 'is odd',
    run: () => {
      throw error;
    },
  };
  @Controller()
  class ThrowingController {
    @Get('a')
    @ClaimRule('sub', rule)
    a(): string {
      return 'a';
    }
  }
  const app = opened(await startGuardedApp([ThrowingController]));
  expect(await app.status('/a')).toBe(403);
  expect(warn.join('\n')).toMatch(line);
  expect(warn.join('\n')).not.toContain('SECRET');
});
