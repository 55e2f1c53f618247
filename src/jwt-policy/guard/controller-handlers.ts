import 'reflect-metadata';

/**
 * Metadata of a handler's function: the function that its method had first. Instrumentation copies the metadata of a
 * function onto the wrapper that it puts in its place, so a call of the wrapper still leads to the handler.
 */
const MARK = 'nest-jwt-policy:handler';

/** Own metadata only: what inherits from a handler's function is not that handler. */
function markOf(handler: object): unknown {
  return Reflect.getOwnMetadata(MARK, handler);
}

/** A method of a controller, with every function that has stood for it so far, oldest first. */
export interface ControllerHandler {
  readonly name: string;
  readonly functions: readonly object[];
}

/** Reports a problem with one method. */
type ReportProblem = (method: string, message: string) => void;

/** Which functions stand for which method of one controller, by identity and by mark; never by name. */
export class ControllerHandlers {
  private readonly methods = new Map<object, string>();
  private readonly originals = new Map<string, object>();
  private readonly marked = new WeakSet<object>();
  private readonly problems = new Map<string, string>();

  /** Takes note that Nest finds this function under this name, on the prototype or on the instance. */
  see(name: string, handler: object): void {
    const known = this.methods.get(handler);
    if (known !== undefined && known !== name) {
      this.problems.set(
        name,
        `shares its function with ${known}, so their decorators cannot be told apart. Give each its own method.`,
      );
      return;
    }
    this.methods.set(handler, name);
    if (!this.originals.has(name)) this.originals.set(name, handler);
  }

  /** Takes note of the functions that an instance has in the place of those of its prototype. */
  seeInstance(instance: Readonly<Record<string, unknown>>, names: readonly string[]): void {
    for (const name of names) {
      const handler = instance[name];
      if (typeof handler !== 'function') continue;
      if (instance[name] === handler) this.see(name, handler);
      else
        this.problems.set(
          name,
          'is another function each time it is read (a getter or a Proxy?), so its calls could not be told from others. Make it once, in the constructor.',
        );
    }
  }

  /**
   * Marks what has been seen since the last time. A mark that changed, or that names another method of this class, was
   * copied from there: a wrapper with such a mark would be taken for the wrong handler.
   */
  mark(): void {
    for (const [handler, name] of this.methods) {
      const original = this.originals.get(name);
      const found = markOf(handler);
      if (found === original) this.marked.add(handler);
      else if (this.marked.has(handler) || this.isOfAnother(found, name))
        this.problems.set(
          name,
          `carries the metadata of ${this.nameOf(found)}, so calls of the two could be confused. Copy metadata only from a function onto its own wrapper.`,
        );
      else {
        Reflect.defineMetadata(MARK, original, handler);
        this.marked.add(handler);
      }
    }
  }

  /** Reports what the start has to be stopped for. */
  reportProblems(report: ReportProblem): void {
    for (const [name, message] of this.problems) report(name, message);
  }

  list(): readonly ControllerHandler[] {
    const functions = new Map<string, object[]>();
    for (const name of this.originals.keys()) functions.set(name, []);
    for (const [handler, name] of this.methods) functions.get(name)?.push(handler);
    return [...functions].map(([name, ofName]) => ({ name, functions: ofName }));
  }

  /**
   * The function of this class for which an unknown one stands by its mark. Undefined as soon as the mark of any function
   * of this class has changed: the wrapper may have its mark from that one.
   */
  markedBy(handler: object): object | undefined {
    const found = markOf(handler);
    return this.isKnown(found) && this.areMarksIntact() ? found : undefined;
  }

  /** Why `markedBy` knows nothing of a function, for the log. */
  whyUnknown(handler: object): string {
    const found = markOf(handler);
    if (this.isKnown(found))
      return 'metadata of a handler was overwritten after the start, so wrappers of this class cannot be told apart';
    if (found !== undefined) return 'its function carries the metadata of a method of another class';
    return (
      'its function is not the one that was there when the application started, and carries none of its metadata: ' +
      'a method that is bound or wrapped needs the metadata of the original (Reflect.getMetadataKeys), ' +
      'and a request-scoped controller must not bind its methods in its constructor without it'
    );
  }

  private isKnown(handler: unknown): handler is object {
    return this.methods.has(handler as object);
  }

  private isOfAnother(handler: unknown, name: string): boolean {
    return this.isKnown(handler) && this.methods.get(handler) !== name;
  }

  private nameOf(handler: unknown): string {
    return (this.isKnown(handler) && this.methods.get(handler)) || 'a method of another class';
  }

  private areMarksIntact(): boolean {
    for (const [handler, name] of this.methods) {
      if (markOf(handler) !== this.originals.get(name)) return false;
    }
    return true;
  }
}
