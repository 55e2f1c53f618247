import type { IncomingMessage, ServerResponse } from 'node:http';
import type { IssuerState } from './issuer-state.js';

const MAX_BODY_BYTES = 65_536;
const LIFETIME_SECONDS = 3600;

async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    total += chunk.length;
    if (total > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

/** The client of HTTP Basic (RFC 6749 §2.3.1), or of the form. No secret is checked. */
function clientOf({ headers }: IncomingMessage, form: URLSearchParams): string | undefined {
  const [, basic] = /^Basic ([\w+/=]+)$/i.exec(headers.authorization ?? '') ?? [];
  const name = basic === undefined ? undefined : Buffer.from(basic, 'base64').toString().split(':')[0];
  return name ?? form.get('client_id') ?? undefined;
}

function answer(response: ServerResponse, status: number, body: object): void {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  response.writeHead(status, headers).end(JSON.stringify(body));
}

/** The client credentials grant (RFC 6749 §4.4) for any client and any scope, with any secret or none. */
export async function answerTokenRequest(
  state: IssuerState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const form = request.method === 'POST' ? await readForm(request) : undefined;
  if (form === undefined) return answer(response, 400, { error: 'invalid_request' });
  if (form.get('grant_type') !== 'client_credentials')
    return answer(response, 400, { error: 'unsupported_grant_type' });
  const [scope, client] = [form.get('scope') ?? undefined, clientOf(request, form)];
  const claims = {
    ...(scope !== undefined && { scope }),
    ...(client !== undefined && { sub: client, client_id: client }),
  };
  answer(response, 200, {
    access_token: state.token(claims),
    token_type: 'Bearer',
    expires_in: LIFETIME_SECONDS,
    ...(scope !== undefined && { scope }),
  });
}
