/** Values by class and handler, because two classes that inherit a method share its function. */
export class HandlerMap<T> {
  private readonly byClass = new WeakMap<object, WeakMap<object, T>>();

  get(owner: object, handler: object): T | undefined {
    return this.byClass.get(owner)?.get(handler);
  }

  set(owner: object, handler: object, value: T): void {
    const byHandler = this.byClass.get(owner) ?? new WeakMap<object, T>();
    this.byClass.set(owner, byHandler.set(handler, value));
  }
}
