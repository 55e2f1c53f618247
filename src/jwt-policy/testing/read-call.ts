import { isRoutedMethod, type CalledOperation } from '../routes/index.js';
import { TestKitError } from './test-kit-error.js';

/** A call as a test writes it: a request, or an operation of another transport. */
export type WrittenCall =
  { readonly method: string; readonly path: string } | { readonly operation: CalledOperation };

const REQUEST = /^([A-Z]+) (\/\S*)$/;
const OPERATION = /^([a-z]+) (\S.*)$/;

/** `GET /orders` or `rpc orders.list` in its parts. Throws `TestKitError`. */
export function readCall(call: unknown): WrittenCall {
  const text = typeof call === 'string' ? call : '';
  const [, method, path] = REQUEST.exec(text) ?? [];
  if (method !== undefined && path !== undefined) return { method, path };
  const [, transport, name] = OPERATION.exec(text) ?? [];
  // A method in lower case is misspelt, and no transport.
  const isTransport = transport !== undefined && !isRoutedMethod(transport.toUpperCase());
  if (isTransport && name !== undefined) return { operation: { transport, name } };
  throw new TestKitError(
    `${JSON.stringify(call)} is no call: write the method in capitals, a blank and the path, such as "GET /orders/1?page=2", or a transport and what is called on it, such as "rpc orders.list".`,
  );
}
