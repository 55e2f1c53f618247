/** A server that lets every token pass is fast: it must answer 200 to a good one and refuse a bad signature. */
export async function proveServer({ label, port, open }, corpus) {
  const status = async (authorization) => {
    const response = await fetch(`http://127.0.0.1:${port}/orders`, { headers: { authorization } });
    await response.arrayBuffer();
    return response.status;
  };
  const good = corpus.bearer(0);
  const middle = good.length - 20;
  const bad = good.slice(0, middle) + (good[middle] === 'A' ? 'B' : 'A') + good.slice(middle + 1);
  if ((await status(good)) !== 200) throw new Error(`${label}: refuses a good token`);
  if (!open && (await status(bad)) < 400) throw new Error(`${label}: accepts a bad signature`);
}
