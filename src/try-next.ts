import type { ServiceAddresses } from './start-service.js';

/** The default port of the token command. */
const DEFAULT_ISSUER_PORT = '3001';

/** Where the call command calls, unless it is told otherwise. */
const DEFAULT_ADDRESSES = { tcp: '127.0.0.1:3002', grpc: '127.0.0.1:3003' };

const ORDER = '{"item":"book","quantity":1}';

/** Words for a command, with a blank before them. */
type Words = string;

/** The flag that tells the call command where the service listens, if it cannot know. */
function toAddress(transport: 'tcp' | 'grpc', address: string): Words {
  return address === DEFAULT_ADDRESSES[transport] ? '' : ` --to ${address}`;
}

/** Lines of the call command for the transports beside HTTP. */
function messageCalls({ tcp, grpc }: ServiceAddresses, token: Words): readonly string[] {
  const calls: string[] = [];
  if (tcp !== undefined) calls.push(`npm run -s call -- tcp orders.list${toAddress('tcp', tcp)}${token}`);
  if (grpc !== undefined)
    calls.push(`npm run -s call -- grpc orders.create '${ORDER}'${toAddress('grpc', grpc)}${token}`);
  return calls;
}

/** A line for WebSockets, with the token of the lines for HTTP. */
function watching({ ws }: ServiceAddresses): readonly string[] {
  return ws === undefined
    ? []
    : [`TOKEN=$TOKEN node examples/watch-orders.mjs ${ws}            # each new order, as it is placed`];
}

/** The lines below a heading, indented so that they can be copied. */
function block(heading: string, lines: readonly string[]): string {
  return `\n${heading}\n\n${lines.map((line) => `    ${line}\n`).join('')}`;
}

/** Lines to paste into a second terminal: a token of the local issuer, calls it may make and one it may not. */
export function tryNext(addresses: ServiceAddresses, localIssuer: string): string {
  const { http } = addresses;
  const elsewhere = new URL(localIssuer).port === DEFAULT_ISSUER_PORT ? '' : ` --issuer ${localIssuer}`;
  const overHttp =
    http === undefined
      ? []
      : [
          `TOKEN=$(npm run -s token -- --scope mule-api/api_read${elsewhere})`,
          `curl -i -H "Authorization: Bearer $TOKEN" ${http}/orders            # 200`,
          `curl -i -X POST -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '${ORDER}' ${http}/orders   # 403 insufficient_scope`,
        ];
  const others = [...watching(addresses), ...messageCalls(addresses, elsewhere)];
  return block('Try next, in a second terminal:', [...overHttp, ...others]);
}

/** The same for policies of a file whose keys are the local issuer's: what they let through is the file's business. */
export function tryNextWithPolicies(addresses: ServiceAddresses, localIssuer: string): string {
  return tryNext(addresses, localIssuer).replaceAll(/ +# .*$/gm, '');
}

/** The same for an issuer the service does not run: getting a token is its operator's business. */
export function tryNextElsewhere(addresses: ServiceAddresses): string {
  const { http } = addresses;
  const overHttp =
    http === undefined
      ? []
      : [`curl -i ${http}/health`, `curl -i -H "Authorization: Bearer $TOKEN" ${http}/orders`];
  const calls = messageCalls(addresses, ' --token-file -').map((call) => `echo "$TOKEN" | ${call}`);
  return block('Try next, in a second terminal, with an access token of that issuer in TOKEN:', [
    ...overHttp,
    ...watching(addresses),
    ...calls,
  ]);
}
