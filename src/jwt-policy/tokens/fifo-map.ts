/**
 * A Map that also hands out its oldest entry in constant time. The iterator is kept between calls: a new one would have
 * to walk over every place that was deleted before it.
 */
export class FifoMap<V> {
  private readonly map = new Map<string, V>();
  private walk = this.map.entries();

  get size(): number {
    return this.map.size;
  }

  get(key: string): V | undefined {
    return this.map.get(key);
  }

  /** Adds an entry as the newest. The key must not be there. */
  add(key: string, value: V): void {
    this.map.set(key, value);
  }

  delete(key: string): void {
    this.map.delete(key);
  }

  /** Takes the oldest entry out. */
  takeOldest(): readonly [string, V] | undefined {
    let next = this.walk.next();
    if (next.done === true) {
      // An iterator that has reached the end stays there, whatever is added later.
      this.walk = this.map.entries();
      next = this.walk.next();
      if (next.done === true) return undefined;
    }
    this.map.delete(next.value[0]);
    return next.value;
  }
}
