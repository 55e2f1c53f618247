import { describe, expect, test } from '@jest/globals';
import { refuse } from '../../errors/index.js';
import type { CallPlace } from '../../inspection/index.js';
import type { ExplainedStep, Explanation } from '../../policy/index.js';
import { readPattern } from '../../routes/index.js';
import { normalizeExplainRequest, type ExplainRequest } from './explain-request.js';
import { notesOn } from './explanation-notes.js';

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const TOKEN = `${encode({ alg: 'RS256', kid: 'a' })}.${encode({ iss: 'https://id.test', aud: 'orders' })}.AAAA`;
const ROUTE_PATTERN = readPattern.any('/orders/:id');
const ROUTE = { method: 'GET', pattern: ROUTE_PATTERN } as unknown as CallPlace;

function notes(
  found: Partial<Explanation>,
  request: ExplainRequest = { operation: 'rpc orders.list' },
  at?: CallPlace,
  tokenPlaces?: string,
): readonly string[] {
  const explanation = { route: 'Orders.list', granted: false, anonymous: false, steps: [], ...found };
  return notesOn(explanation, normalizeExplainRequest(request), at, tokenPlaces);
}

const step = (name: string, found?: unknown): ExplainedStep => ({
  policy: 'default',
  step: name,
  expected: '',
  outcome: 'passed',
  ...(found !== undefined && { found }),
});

describe('the notes of an explanation', () => {
  test('are none where everything is known', () => {
    expect(notes({ steps: [step('rule x')] }, { operation: 'rpc orders.list', token: TOKEN })).toEqual([]);
  });

  test('show what a token says of itself where its key cannot be had', () => {
    const said =
      'Without a key nothing after it was checked. The token says, unverified: iss "https://id.test", aud "orders".';
    const request = { operation: 'rpc orders.list', token: TOKEN };
    expect(notes({ undecided: 'key' }, request)).toEqual([
      'The key set was not fetched, because an explanation changes nothing: the first call fetches it.',
      said,
    ]);
    for (const code of ['KEYS_UNAVAILABLE', 'KEY_UNKNOWN'] as const)
      expect(notes({ refusal: refuse(code, '') }, request)).toEqual([said]);
    expect(notes({ refusal: refuse('KEY_UNKNOWN', '') })).toEqual([]);
    const empty = `${encode({ alg: 'RS256', kid: 'a' })}.${encode({})}.AAAA`;
    for (const token of ['no token', empty])
      expect(notes({ refusal: refuse('KEY_UNKNOWN', '') }, { ...request, token })).toEqual([]);
  });

  test('tell of a token that brings its scheme along, and of milliseconds', () => {
    const request = { operation: 'rpc orders.list', token: `Bearer ${TOKEN}` };
    expect(notes({ steps: [step('exp', 1_767_225_600_000)] }, request)).toEqual([
      'The given token begins with "Bearer", so it is taken for the whole Authorization header.',
      'exp seems to be in milliseconds, so this token does not expire: the issuer has to write seconds.',
    ]);
  });

  test.each(['TOKEN_MISSING', 'TOKEN_AMBIGUOUS', 'AUTHORIZATION_MALFORMED'] as const)(
    'tell where the token of an operation is read, if it is refused with %s',
    (code) => {
      const request = { operation: 'ws orders.watch' };
      const at = { transport: 'ws', pattern: 'orders.watch' };
      const places = 'the header Authorization';
      const refused = { refusal: refuse(code, '') };
      expect(notes(refused, request, at, places)).toEqual([
        'Over ws the token is read here: the header Authorization.',
      ]);
      expect(notes(refused, request, at)).toEqual([]);
      expect(notes(refused, request, undefined, places)).toEqual([]);
      expect(notes(refused, { path: '/orders' }, ROUTE, places)).toEqual([]);
      expect(notes({ refusal: refuse('TOKEN_EXPIRED', '') }, request, at, places)).toEqual([]);
      expect(notes({ granted: true }, request, at, places)).toEqual([]);
    },
  );

  test('tell what stands for a path that was not given, if a rule could read it', () => {
    const handler = { handler: 'Orders.get' };
    expect(notes({ steps: [step('rule x')] }, handler, ROUTE)).toEqual([
      'No path was given, so parameters of the route have their own names as values.',
    ]);
    expect(notes({ steps: [step('scope')] }, handler, ROUTE)).toEqual([]);
    expect(notes({ steps: [step('rule x')] }, { ...handler, path: '/orders/1' }, ROUTE)).toEqual([]);
    expect(notes({ steps: [step('rule x')] }, handler)).toEqual([]);
  });

  test('tell what stands for the name of an operation that was not given, if it has wildcards', () => {
    const handler = { handler: 'Orders.list' };
    const served = { transport: 'rpc', pattern: '/*Orders/List' };
    const note =
      'No operation was given, so the name of the call is the pattern of the handler, "/*Orders/List".';
    expect(notes({}, handler, served)).toEqual([note]);
    expect(notes({ steps: [step('rule x')] }, handler, { ...served, pattern: 'orders.list' })).toEqual([]);
    expect(notes({}, { ...handler, operation: 'rpc /shop.Orders/List' }, served)).toEqual([]);
  });
});
