import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { Controller } from '@nestjs/common';
import { EventPattern, GrpcMethod, MessagePattern } from '@nestjs/microservices';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { EXIT } from '../../src/jwt-policy/cli/io.js';
import { policyTableText, routeTableText, type RouteTable } from '../../src/jwt-policy/inspection/index.js';
import { RequireScope } from '../../src/jwt-policy/index.js';
import { policyTable } from '../../src/jwt-policy/testing/index.js';
import { startTcpApp } from '../microservices/tcp-app.js';
import { EntryPointProcess } from '../support/child-process.js';
import { startGateways } from '../websockets/gateway-app.js';
import { listEntries, readDocument, tableRows } from './markdown.js';

/** The text of the block behind a mark. */
function blockBehind(page: string, mark: string): string | undefined {
  return new RegExp(`<!-- ${mark} -->\n+\`\`\`text\n(.*?)\`\`\``, 's').exec(readDocument(page))?.[1];
}

describe('the table of the sample service', () => {
  let table: RouteTable;

  beforeAll(async () => {
    const args = ['routes', resolve('dist/main.js'), '--json'];
    const { output } = await new EntryPointProcess('jwt-policy/cli/main.js', tmpdir(), {}, args).ended;
    table = JSON.parse(output) as RouteTable;
  });

  test('stands in docs/routes.md as policyTable prints it', () => {
    expect(blockBehind('docs/routes.md', 'policyTable')).toBe(policyTableText(table));
  });

  test('stands in docs/cli.md as the command prints it', () => {
    const text = routeTableText(table, { columns: 100, colours: false });
    expect(blockBehind('docs/cli.md', 'routes')).toBe(text);
  });
});

test('the operations in docs/routes.md are what policyTable prints', async () => {
  @Controller()
  class Orders {
    @RequireScope('orders/read')
    @MessagePattern('orders.list')
    list(): void {}

    @RequireScope('orders/read')
    @GrpcMethod('Orders', 'List')
    listByGrpc(): void {}

    @EventPattern('orders.placed')
    placed(_data: unknown): void {}
  }
  const { app, close } = await startTcpApp({ controllers: [Orders] });
  const text = policyTable(app);
  await close();
  expect(blockBehind('docs/routes.md', 'operations')).toBe(text);
});

test('the gateways in docs/routes.md are what policyTable prints', async () => {
  @RequireScope('orders/read')
  @WebSocketGateway({ namespace: 'orders' })
  class OrdersGateway {
    @SubscribeMessage('orders.watch')
    watch(): void {}

    @RequireScope('orders/write')
    @SubscribeMessage('orders.create')
    create(): void {}
  }
  const { app, close } = await startGateways({ adapter: 'socket.io', providers: [OrdersGateway] });
  const text = policyTable(app);
  await close();
  expect(blockBehind('docs/routes.md', 'gateways')).toBe(text);
});

test('docs/routes.md has every finding', () => {
  const source = readDocument('src/jwt-policy/inspection/route-finding.ts');
  const codes = [...source.matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(([, code = '']) => code);
  const listed = listEntries(readDocument('docs/routes.md'), '## Findings').map(({ name }) => name);
  expect(codes.length).toBeGreaterThan(5);
  expect(listed.toSorted()).toEqual(codes.toSorted());
});

test('docs/cli.md has every exit code', () => {
  const rows = tableRows(readDocument('docs/cli.md'), '## routes');
  const codes = rows.map(([code]) => Number(code)).filter((code) => !Number.isNaN(code));
  expect(codes).toEqual(Object.values(EXIT));
});
