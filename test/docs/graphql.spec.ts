import { Query, Resolver } from '@nestjs/graphql';
import { expect, test } from '@jest/globals';
import { Public } from '../../src/jwt-policy/index.js';
import { startGraphql } from '../graphql/graphql-app.js';
import { codeBlocks, readDocument } from './markdown.js';

@Resolver()
class OrdersResolver {
  @Query('orders')
  orders(): string[] {
    return [];
  }

  @Public()
  @Query('version')
  version(): string {
    return '1';
  }
}

test('the refusal in docs/graphql.md is the answer of an application', async () => {
  const typeDefs = 'type Query { orders: [String]  version: String }';
  const app = await startGraphql({ typeDefs, providers: [OrdersResolver] });
  try {
    const { text, headers, status } = await app.ask('{ orders version }');
    const [shown = ''] = codeBlocks(readDocument('docs/graphql.md'), 'json');
    // The places in the query depend on how it is written.
    const answer = JSON.parse(text, (name, value: unknown) =>
      name === 'locations' ? undefined : value,
    ) as unknown;
    expect(answer).toEqual(JSON.parse(shown));
    expect([status, headers.get('www-authenticate')]).toEqual([200, 'Bearer']);
  } finally {
    await app.close();
  }
});
