/** Whether it is the prototype of a class of the application. Nest finds no methods on plain objects. */
export function isPrototype(value: unknown): value is object {
  return typeof value === 'object' && value !== null && value !== Object.prototype;
}

/** The member that reading `object[name]` would find, looked up without reading it: an accessor must not run. */
export function memberOf(object: object, name: string): PropertyDescriptor | undefined {
  for (let link: unknown = object; isPrototype(link); link = Object.getPrototypeOf(link)) {
    const member = Object.getOwnPropertyDescriptor(link, name);
    if (member !== undefined) return member;
  }
  return undefined;
}
