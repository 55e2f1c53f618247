import { credentials, loadPackageDefinition, Metadata } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { GRPC, HOST, PORT } from './connections.js';

/** A refusal in the form that other transports have. */
const STATUS_CODES = new Map([
  [16, 401],
  [7, 403],
  [14, 503],
]);

function refusalOf(error: { code: number; details: string; metadata: Metadata }): object {
  const [code] = error.metadata.get('error-code');
  return { status: 'error', code, statusCode: STATUS_CODES.get(error.code) ?? 500, message: error.details };
}

/** Calls a method of any kind with one message; gives its first answer. */
export function callGrpc(
  method: string,
  data: object,
  headers: Readonly<Record<string, string>>,
): Promise<unknown> {
  const { shop } = loadPackageDefinition(loadSync(GRPC.protoPath)) as any;
  const client = new shop.Orders(`${HOST}:${PORT}`, credentials.createInsecure());
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return new Promise((resolve, reject) => {
    const answered = (error: any, answer: unknown): void => {
      client.close();
      if (error === null) resolve(answer);
      else reject(refusalOf(error));
    };
    if (method === 'List') return void client.list(data, metadata, answered);
    const call = method === 'Upload' ? client.upload(metadata, answered) : client.watch(metadata);
    if (method === 'Watch') {
      call.once('data', (answer: unknown) => answered(null, answer));
      call.on('error', (error: unknown) => answered(error, undefined));
    }
    call.write(data);
    call.end();
  });
}
