import { describe, expect, it } from '@jest/globals';
import { rfc6750Responses } from '../../responses/index.js';
import { muleSoftResponses } from '../mulesoft-responses.js';
import { parametersWith, refusalOf } from '../../../../test/mulesoft/import-bench.js';
import { muleSoftPolicies, muleSoftReport } from '../mulesoft-policies.js';
import { isProduction } from './mulesoft-options.js';

const SOURCE = { configurationData: parametersWith() };

describe('the options of an import', () => {
  it.each([
    ['audience', 'orders', 'is not an option here'],
    ['acceptUnsignedToken', true, 'acceptUnsignedTokens'],
    ['__proto__', {}, 'is not an option here'],
    ['acceptUnsignedTokens', 'true', 'true or false'],
    ['acceptBoundTokens', 1, 'true or false'],
    ['dangerouslyAllowInsecureHttp', null, 'true or false'],
    ['env', 'NODE_ENV', 'object'],
    ['clients', [], 'object'],
    ['clients', { 'orders-batch': { status: 'Approved' } }, '"orders-batch" must be an object with a status'],
    ['issuer', '', 'text'],
    ['issuer', undefined, 'text'],
    ['issuer', { a: undefined }, 'text'],
    ['textKeys', ['key'], 'text'],
    ['basePath', 'orders', 'path'],
    ['basePath', '/', 'path'],
    ['basePath', '/orders/', 'path'],
    ['responses', 'rfc', 'rfc6750'],
  ])('refuse %s: %j', async (name, value, words) => {
    const options = Object.defineProperty({}, name, { value, enumerable: true });
    const { problems } = await refusalOf(SOURCE, options);
    expect(problems).toEqual([
      { path: `muleSoftPolicies().${name}`, message: expect.stringContaining(words) },
    ]);
    await expect(muleSoftReport(SOURCE, options as never)).rejects.toThrow(words);
  });

  it.each([null, 'x', []])('cannot be %j', async (options) => {
    await expect(muleSoftPolicies(SOURCE, options as never)).rejects.toThrow('options must be an object');
  });

  it.each(['issuer', 'textKeys'])('of %s by name must name policies that there are', async (name) => {
    const { problems } = await refusalOf(SOURCE, { [name]: { other: 'x' } });
    expect(problems).toEqual([{ path: 'policies', message: expect.stringContaining('"jwt-validation"') }]);
  });

  it('are passed on to the module where they are its own', async () => {
    const passed = {
      unmatchedRoutes: 'allow' as const,
      tokenCache: false as const,
      failFast: true,
      clock: { now: () => 0 },
      fetch: () => Promise.reject(new Error('no network')),
    };
    expect(await muleSoftPolicies(SOURCE, passed)).toMatchObject(passed);
    expect(Object.keys(await muleSoftPolicies(SOURCE)).toSorted()).toEqual(['notices', 'policies']);
  });

  it.each([
    [{}, { responses: muleSoftResponses }],
    [{ responses: rfc6750Responses }, { responses: rfc6750Responses }],
  ])('%j give %j', async (options, expected) => {
    expect((await muleSoftPolicies(SOURCE, options)).policies?.[0]).toMatchObject(expected);
  });

  it('accept bound tokens where that is said only', async () => {
    const bound = (await muleSoftPolicies(SOURCE, { acceptBoundTokens: true })).policies?.[0]?.issuers[0];
    expect(bound).toMatchObject({ acceptBoundTokens: true });
    expect((await muleSoftPolicies(SOURCE)).policies?.[0]?.issuers[0]).not.toHaveProperty(
      'acceptBoundTokens',
    );
  });

  it.each([
    [undefined, true],
    [{}, true],
    [{ NODE_ENV: '' }, true],
    [{ NODE_ENV: 'Development' }, true],
    [{ NODE_ENV: 'staging' }, true],
    [{ NODE_ENV: 'development' }, false],
    [{ NODE_ENV: 'test' }, false],
    [Object.create({ NODE_ENV: 'test' }) as Record<string, string>, true],
  ])('take the environment %j for production: %s', (env, expected) => {
    expect(isProduction(env === undefined ? {} : { env })).toBe(expected);
  });
});
