import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { requestWith } from './request.mjs';

class OrdersController {}
const handler = () => ({ ok: true });

/** What it costs to make string, request and execution context. Subtracted from our rows. */
export async function open() {
  return (bearer) => {
    const context = new ExecutionContextHost([requestWith(bearer), {}], OrdersController, handler);
    return context.switchToHttp().getRequest().headers.authorization === bearer;
  };
}
