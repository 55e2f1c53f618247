/** Deep-freezes what JSON.parse returned. Uses no recursion, because the sender chooses the depth. */
export function freezeClaims(root: object): void {
  const pending: object[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    // Objects of JSON.parse have only own, enumerable members.
    for (const child of Object.values(node) as readonly unknown[])
      if (typeof child === 'object' && child !== null) pending.push(child);
    Object.freeze(node);
  }
}
