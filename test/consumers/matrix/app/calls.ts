import { listen } from './app.js';

/** What a caller gets without a token, with a good one, and with one that lacks the scope. */
export async function callOrders(adapter: string): Promise<readonly number[]> {
  const app = await listen(adapter);
  try {
    const url = `${await app.getUrl()}/orders`;
    const statuses: number[] = [];
    for (const token of [undefined, process.env['GOOD_TOKEN'], process.env['SCOPELESS_TOKEN']]) {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const { status } = await fetch(url, { headers });
      statuses.push(status);
    }
    return statuses;
  } finally {
    await app.close();
  }
}
