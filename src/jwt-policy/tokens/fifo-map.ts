/**
 * A Map that also returns its oldest entry in constant time. The iterator is kept between calls, because a new one has
 * to skip every deleted entry.
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

  /** Adds an entry as the newest. The key must not be in the map yet. */
  add(key: string, value: V): void {
    this.map.set(key, value);
  }

  delete(key: string): void {
    // A kept iterator would keep old tables of the map in memory, with their deleted entries.
    if (this.map.delete(key)) this.walk = undefined;
  }

  /** Removes the oldest entry and returns it. Throws if the map is empty. */
  takeOldest(): readonly [string, V] {
    this.walk ??= this.map.entries();
    let next = this.walk.next();
    if (next.done === true) {
      // An iterator that has reached the end does not see entries that are added later.
      this.walk = this.map.entries();
      next = this.walk.next();
    }
    if (next.done === true) throw new Error('takeOldest() was called on an empty map');
    this.map.delete(next.value[0]);
    return next.value;
  }
}
