/**
 * A Map that also hands out its oldest entry in constant time. The iterator is kept between calls: a new one would have
 * to walk over every place that was deleted before it.
 */
export class FifoMap<V> {
  private readonly map = new Map<string, V>();
  private walk: IterableIterator<[string, V]> | undefined = undefined;

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
    // A waiting iterator keeps every table that the map has since outgrown, with what was deleted from it.
    if (this.map.delete(key)) this.walk = undefined;
  }

  /** Takes the oldest entry out. There must be one. */
  takeOldest(): readonly [string, V] {
    this.walk ??= this.map.entries();
    let next = this.walk.next();
    if (next.done === true) {
      // An iterator that has reached the end stays there, whatever is added later.
      this.walk = this.map.entries();
      next = this.walk.next();
    }
    if (next.done === true) throw new Error('nothing is the oldest of nothing');
    this.map.delete(next.value[0]);
    return next.value;
  }
}
