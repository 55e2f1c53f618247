import { describe, expect, it } from '@jest/globals';
import { normalizeClients } from './normalize-clients.js';
import type { NormalizedClients } from './client-registry.js';

const RECORD = { 'orders-batch': { status: 'approved' } } as const;
const NO_REGISTRY = ['registry', 'is required: an object with find(clientId), or the clients by id.'];
const NO_SOURCE = [
  'clientId',
  'must be a claim name, a list of names for a nested claim, or { describe, read }.',
];
const NO_TIME = ['timeoutMs', 'must be a whole number of milliseconds, 10 to 60000.'];

function judge(input: unknown): [NormalizedClients | undefined, string[][]] {
  const told: string[][] = [];
  return [normalizeClients(input, (option, message) => told.push([option, message])), told];
}

function accepted(input: unknown): NormalizedClients {
  const [clients, told] = judge(input);
  expect(told).toEqual([]);
  if (clients === undefined) throw new Error('nothing came of the options');
  return clients;
}

const context = (claims: object) => ({ claims }) as never;

describe('clients', () => {
  it('are read at client_id and answered within 2 seconds unless said otherwise', () => {
    const clients = accepted({ registry: RECORD });
    expect(clients.timeoutMs).toBe(2000);
    expect(clients.clientId.describe).toBe('claim client_id');
    expect(clients.clientId.read(context({ client_id: 'orders-batch' }))).toBe('orders-batch');
    expect(Object.isFrozen(clients)).toBe(true);
  });

  it('may be read at another claim, at a nested one, or by a function', () => {
    const path = ['act', 'client'];
    const nested = accepted({ registry: RECORD, clientId: path });
    path[1] = 'changed afterwards';
    expect(nested.clientId.describe).toBe('claim act > client');
    expect(nested.clientId.read(context({ act: { client: 'a' } }))).toBe('a');
    expect(accepted({ registry: RECORD, clientId: 'azp' }).clientId.read(context({ azp: 'b' }))).toBe('b');
    const source = { describe: 'a source', read: () => 'c' };
    expect(accepted({ registry: RECORD, clientId: source }).clientId).toBe(source);
  });

  it('of a record are copied: what is changed afterwards changes nothing', () => {
    const record: Record<string, { status: string }> = { a: { status: 'approved' } };
    const { registry } = accepted({ registry: record });
    record['a'] = { status: 'revoked' };
    record['b'] = { status: 'approved' };
    expect([registry.find('a'), registry.find('b')]).toEqual([{ status: 'approved' }, undefined]);
    expect(Object.isFrozen(registry.find('a'))).toBe(true);
  });

  it('of a record are its own members: nothing of Object.prototype is a client', () => {
    const { registry } = accepted({ registry: RECORD });
    for (const id of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])
      expect(registry.find(id)).toBeUndefined();
    const named = accepted({ registry: JSON.parse('{"__proto__":{"status":"approved"}}') as object });
    expect(named.registry.find('__proto__')).toEqual({ status: 'approved' });
    expect(named.registry.find('status')).toBeUndefined();
  });

  it('may come from an instance of a class, which is used as it is', () => {
    class Registry {
      readonly status = 'pending';
      find() {
        return { status: this.status };
      }
    }
    const own = new Registry();
    expect(accepted({ registry: own }).registry).toBe(own);
    expect(own.find()).toEqual({ status: 'pending' });
  });

  it('may be a client named find', () => {
    expect(accepted({ registry: { find: { status: 'approved' } } }).registry.find('find')).toEqual({
      status: 'approved',
    });
  });

  it.each([undefined, null, 'clients', 7, [], () => undefined])('cannot be %p', (input) => {
    const message = 'must be an object such as { registry: { "orders-batch": { status: "approved" } } }.';
    expect(judge(input)).toEqual([undefined, [['', message]]]);
  });

  it.each([undefined, null, 'redis://', [], new Map([['a', { status: 'approved' }]]), Promise.resolve({})])(
    'have no registry in %p: it would let nobody in, and nobody would know why',
    (registry) => {
      expect(judge({ registry })[1]).toEqual([NO_REGISTRY]);
    },
  );

  it.each([null, 'approved', {}, { status: 'Approved' }, { status: ['approved'] }, { status: undefined }])(
    'of a record need a status: %j has none',
    (record) => {
      const message = '"a" must be an object with a status of approved, pending, rejected, revoked.';
      expect(judge({ registry: { a: record } })[1]).toEqual([['registry', message]]);
    },
  );

  it.each([null, 7, '', [], [''], {}, { describe: 'x' }, { read: () => 'a' }, () => 'a'])(
    'are not read at %p',
    (clientId) => {
      expect(judge({ registry: RECORD, clientId })[1]).toEqual([NO_SOURCE]);
    },
  );

  it('tell the problem that a source has itself', () => {
    const clientId = { describe: 'an expression', problem: 'is cut off.', read: () => 'a' };
    const [clients, told] = judge({ registry: RECORD, clientId });
    expect(told).toEqual([['clientId', 'is cut off.']]);
    expect(clients?.clientId.describe).toBe('claim client_id');
  });

  it.each([0, 9, 60_001, 2000.5, Number.NaN, Number.POSITIVE_INFINITY, '2000', null])(
    'do not wait %p milliseconds',
    (timeoutMs) => {
      expect(judge({ registry: RECORD, timeoutMs })[1]).toEqual([NO_TIME]);
    },
  );

  it.each([10, 60_000])('may wait %p milliseconds', (timeoutMs) => {
    expect(accepted({ registry: RECORD, timeoutMs }).timeoutMs).toBe(timeoutMs);
  });

  it('refuse an option that is misspelt: it would not be enforced', () => {
    const message = 'is not an option here; did you mean clientId?';
    expect(judge({ registry: RECORD, clientID: 'azp' })[1]).toEqual([['clientID', message]]);
  });
});
