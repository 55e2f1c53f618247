type Member = (...args: unknown[]) => unknown;

/** The own members of instances before a function was put in front of them; undefined where there was none. */
const BEFORE = new WeakMap<object, Map<string, PropertyDescriptor | undefined>>();

/** The own member of an instance, past a function that only watches it. */
export function ownMember(instance: object, name: string): PropertyDescriptor | undefined {
  const before = BEFORE.get(instance);
  return before?.has(name) === true ? before.get(name) : Object.getOwnPropertyDescriptor(instance, name);
}

/**
 * Puts a function in front of a method of an instance, once. What decorators say about the method does not change by it. A frozen
 * instance keeps its own.
 */
export function watchMember(instance: object, name: string, watch: (own: Member) => Member): void {
  const before = BEFORE.get(instance) ?? new Map<string, PropertyDescriptor | undefined>();
  const own: unknown = Reflect.get(instance, name);
  if (before.has(name) || typeof own !== 'function') return;
  const previous = Object.getOwnPropertyDescriptor(instance, name);
  const value = watch(own.bind(instance) as Member);
  if (!Reflect.defineProperty(instance, name, { value, configurable: true, writable: true })) return;
  BEFORE.set(instance, before.set(name, previous));
}
