import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, test } from '@jest/globals';
import { fillIn, readHttpFile } from '../support/http-file.js';
import { type SampleService, startSampleService } from '../support/sample-service.js';

const { variables, requests } = readHttpFile(readFileSync('examples/requests.http', 'utf8'));
const DEADLINE_MS = 20_000;

/** Editors write `Basic name password` as RFC 7617 has it. */
function headerValue(value: string): string {
  const [, name, password] = /^Basic (\S+) (\S+)$/.exec(value) ?? [];
  return name === undefined ? value : `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
}

test('the collection for Postman shows the same refusals; newman runs it in test/consumers', () => {
  const collection = readFileSync('examples/orders.postman_collection.json', 'utf8');
  const inCollection = [...collection.matchAll(/answers (\d{3} [A-Z_]+)'/g)].map(([, answer = '']) => answer);
  const inFile = requests.flatMap(({ status, code }) => (code === undefined ? [] : [`${status} ${code}`]));
  expect(inCollection.toSorted()).toEqual(inFile.toSorted());
});

describe('examples/requests.http', () => {
  let service: SampleService;
  const values = new Map(variables);

  beforeAll(async () => {
    service = await startSampleService();
    values.set('service', service.url);
    values.set('issuer', new URL(service.issuer).origin);
  });
  afterAll(() => service.close());

  it('shows the default ports, and both answers and refusals', () => {
    expect([variables.get('service'), variables.get('issuer')]).toEqual([
      'http://127.0.0.1:3000',
      'http://127.0.0.1:3001',
    ]);
    expect(new Set(requests.map(({ status }) => status))).toEqual(new Set([200, 201, 400, 401, 403]));
  });

  it.each(requests)('$title', async ({ status, code, name, method, url, headers, body }) => {
    const response = await fetch(fillIn(url, values), {
      method,
      headers: headers.map(([key, value]): [string, string] => [key, headerValue(fillIn(value, values))]),
      signal: AbortSignal.timeout(DEADLINE_MS),
      ...(body !== undefined && { body }),
    });
    const answer = (await response.json()) as { code?: string; access_token?: string };
    expect([response.status, answer.code]).toEqual([status, code]);
    if (name !== undefined) values.set(`${name}.response.body.access_token`, answer.access_token ?? '');
  });
});
