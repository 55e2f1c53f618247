import 'reflect-metadata';

/**
 * The key of metadata on a handler's function. Its value is the first function of the method. Instrumentation replaces a
 * function with a wrapper and copies the metadata, so a call of the wrapper still leads to the handler.
 */
const MARK = 'nest-jwt-policy:handler';

/** Reads own metadata only: a function that inherits from a handler's function is another handler. */
function markOf(handler: object): unknown {
  return Reflect.getOwnMetadata(MARK, handler);
}

/** A method of a controller, with every function that it has had so far, oldest first. */
export interface ControllerHandler {
  readonly name: string;
  readonly functions: readonly object[];
}

/** Reports a problem with one method. */
type ReportProblem = (method: string, message: string) => void;

/** Maps functions to the methods of one controller, by identity and by mark, never by name. */
export class ControllerHandlers {
  private readonly methods = new Map<object, string>();
  private readonly originals = new Map<string, object>();
  private readonly marked = new WeakSet<object>();
  private readonly problems = new Map<string, string>();

  /** Records that Nest finds this function under this name, on the prototype or on the instance. */
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

  /** Records the functions with which an instance replaces those of its prototype. */
  seeInstance(instance: Readonly<Record<string, unknown>>, names: readonly string[]): void {
    for (const name of names) {
      const handler = instance[name];
      if (typeof handler !== 'function') continue;
      if (instance[name] === handler) this.see(name, handler);
      else
        this.problems.set(
          name,
          'is another function each time it is read (a getter or a Proxy?), so its calls cannot be recognised. Create it once, in the constructor.',
        );
    }
  }

  /**
   * Marks the functions recorded since the last time. A mark that has changed, or that belongs to another method of this
   * class, is a problem: a wrapper with such a mark would lead to the wrong handler.
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

  /** Reports the problems that stop the start. */
  reportProblems(report: ReportProblem): void {
    for (const [name, message] of this.problems) report(name, message);
  }

  list(): readonly ControllerHandler[] {
    const functions = new Map<string, object[]>();
    for (const [handler, name] of this.methods) {
      const known = functions.get(name);
      if (known === undefined) functions.set(name, [handler]);
      else known.push(handler);
    }
    return [...functions].map(([name, ofMethod]) => ({ name, functions: ofMethod }));
  }

  /**
   * The function of this class that an unknown function replaces, by its mark. Undefined if the mark of any function of
   * this class has changed, because the wrapper may have copied that one.
   */
  markedBy(handler: object): object | undefined {
    const found = markOf(handler);
    return this.isKnown(found) && this.areMarksIntact() ? found : undefined;
  }

  /** Why `markedBy` does not know a function, for the log. */
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
