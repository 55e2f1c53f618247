import { Query, Resolver } from '@nestjs/graphql';
import { describe, expect, test } from '@jest/globals';
import { ClaimRule, Claims, Public, type CallAttributes } from '../../src/jwt-policy/index.js';
import { issuerOptions } from '../guard/guarded-app.js';
import { closeAfterEach } from '../support/closing.js';
import { SERVERS, startGraphql, type GraphqlApp, type ServerName } from './graphql-app.js';
import { askOver, openConnection } from './graphql-connection.js';

const opened = closeAfterEach();

@Resolver()
class CallerResolver {
  @Query('caller')
  caller(@Claims('sub') sub: string): string {
    return sub;
  }

  @Public()
  @Query('version')
  version(): string {
    return '1';
  }

  @ClaimRule((_claims, { attributes }) => Object.keys(attributes.queryParams).length === 0)
  @Query('unasked')
  unasked(): string {
    return 'nothing was asked';
  }
}

const typeDefs = 'type Query { caller: String  version: String  unasked: String }';

async function start(server: ServerName, options = {}): Promise<GraphqlApp> {
  const module = server.startsWith('apollo')
    ? { subscriptions: { 'graphql-ws': true } }
    : { subscription: { fullWsTransport: true } };
  return opened(await startGraphql({ server, typeDefs, providers: [CallerResolver], module, options }));
}

/** What a client of graphql-ws gets that connects to this URL, with its token in the parameters or without one. */
async function ask(
  { url, issuer }: GraphqlApp,
  query: string,
  field: string,
  place: 'parameters' | 'header' | 'nowhere' = 'parameters',
): Promise<unknown> {
  const token = issuer.token();
  const client = openConnection(
    { url: url + query },
    place === 'parameters' ? { connectionParams: { authToken: token } } : {},
    place === 'header' ? { authorization: `Bearer ${token}` } : {},
  );
  opened({ close: async () => client.dispose() });
  const { data, reasons } = await askOver(client, `{ ${field} }`);
  return reasons.length === 0 ? data : reasons;
}

const MANY = Array.from({ length: 1500 }, (_none, index) => `p${index}=`).join('&');

describe.each(SERVERS)('the URL of a connection of %s', (server) => {
  test.each<[string, string]>([
    ['alone', '?access_token=TOKEN'],
    ['empty', '?access_token='],
    ['with an encoded name', '?access%5Ftoken=TOKEN'],
    ['after 1,500 parameters', `?${MANY}&access_token=TOKEN`],
  ])('may have no token, as over HTTP: %s', async (_how, query) => {
    const app = await start(server);
    const sent = query.replace('TOKEN', app.issuer.token());
    expect(await ask(app, sent, 'caller', 'nowhere')).toEqual(['AUTHORIZATION_MALFORMED']);
    expect(await ask(app, sent, 'caller', 'parameters')).toEqual(['TOKEN_AMBIGUOUS']);
    expect(await ask(app, sent, 'caller', 'header')).toEqual(['TOKEN_AMBIGUOUS']);
    expect(await ask(app, sent, 'version', 'nowhere')).toEqual({ version: '1' });
  });

  test.each<[string, string]>([
    ['nothing', ''],
    ['another parameter', '?tenant=shop&token=a'],
    ['a name that begins so', '?access_tokens=a'],
  ])('may have %s beside a token elsewhere', async (_what, query) => {
    const app = await start(server);
    expect(await ask(app, query, 'caller')).toEqual({ caller: 'alice' });
    expect(await ask(app, query, 'caller', 'header')).toEqual({ caller: 'alice' });
    expect(await ask(app, query, 'caller', 'nowhere')).toEqual(['TOKEN_MISSING']);
  });

  test('gives rules and conditions no parameters', async () => {
    const app = await start(server);
    expect(await ask(app, '?tenant=shop', 'unasked')).toEqual({ unasked: 'nothing was asked' });
    const seen: unknown[] = [];
    const when = {
      describe: 'of a tenant',
      matches: ({ queryParams }: CallAttributes): boolean => {
        seen.push(queryParams);
        return 'tenant' in queryParams;
      },
    };
    const policies = [
      {
        name: 'tenants',
        issuers: [issuerOptions],
        appliesTo: [{ transport: 'graphql', pattern: '*', when }],
      },
    ];
    const conditional = await start(server, { issuers: undefined, policies });
    expect(await ask(conditional, '?tenant=shop', 'caller')).toEqual(['NO_POLICY_APPLIES']);
    expect(seen).toEqual([{}]);
  });
});
