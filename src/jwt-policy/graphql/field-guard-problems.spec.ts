import { expect, test } from '@jest/globals';
import type { DiscoveredHandler, HandlerKind } from '../transports/index.js';
import { fieldGuardProblems } from './field-guard-problems.js';

function found(kind: HandlerKind, isDeclared = false): DiscoveredHandler {
  const unused = { handler: {}, owner: undefined, patterns: [], guardedElsewhere: [] };
  return { kind, at: `Orders.${kind}`, isDeclared, ...unused };
}

const HANDLERS = [
  found('query', true),
  found('field-resolver'),
  found('field-resolver', true),
  found('reference-resolver'),
];

function places(options: readonly unknown[]): readonly string[] {
  const app = { handlers: HANDLERS, instancesOf: () => options };
  return [...fieldGuardProblems(app)].map(({ at }) => at);
}

const LOST = ['Orders.field-resolver', 'Orders.reference-resolver'];

test.each<[string, readonly unknown[], readonly string[]]>([
  ['every module asks guards', [{ fieldResolverEnhancers: ['guards', 'filters'] }], []],
  [
    'one module of two does not',
    [{ fieldResolverEnhancers: ['guards'] }, { fieldResolverEnhancers: [] }],
    LOST,
  ],
  ['the option is left out', [{}], LOST],
  ['the option is no list', [{ fieldResolverEnhancers: 'guards' }], LOST],
  ['the options are not there', [undefined], LOST],
  ['there is no module of GraphQL', [], LOST],
])('where %s', (_what, options, expected) => {
  expect(places(options)).toEqual(expected);
});

test.each<[HandlerKind, readonly string[]]>([
  ['query', ['Orders.__resolveType']],
  ['mutation', ['Orders.__resolveType']],
  ['subscription', ['Orders.__resolveType']],
  ['reference-resolver', ['Orders.__resolveType']],
  ['field-resolver', []],
  ['message-handler', []],
])('a %s that is named as what finds types', (kind, expected) => {
  const handlers = [{ ...found(kind), at: 'Orders.__resolveType' }, found('query')];
  const app = { handlers, instancesOf: () => [{ fieldResolverEnhancers: ['guards'] }] };
  expect([...fieldGuardProblems(app)].map(({ at }) => at)).toEqual(expected);
});
