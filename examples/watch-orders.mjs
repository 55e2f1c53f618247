// Prints the orders of the sample service and each new one when it is placed, a line each, until it is ended:
// TOKEN=… node examples/watch-orders.mjs http://127.0.0.1:3000
import { io } from 'socket.io-client';

const socket = io(process.argv[2] ?? 'http://127.0.0.1:3000', { auth: { token: process.env.TOKEN } });
const show = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

socket.on('connect', () => {
  socket.emit('orders.watch', (orders) => {
    if (Array.isArray(orders)) orders.forEach(show);
  });
});
socket.on('order', show);
// A refused message, and the end of the token.
socket.on('exception', show);
socket.on('connect_error', ({ message, data }) => {
  show(data ?? message);
  socket.close();
  process.exitCode = 1;
});
