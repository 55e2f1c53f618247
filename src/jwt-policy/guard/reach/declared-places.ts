import type { DeclaredTarget } from '../combine-declarations.js';
import { classDeclarations, declaredMembers, methodDeclarations } from '../declarations.js';
import { classOf, prototypesBaseFirst } from '../declared-targets.js';
import type { AppClass } from './app-class.js';

/** A class or member with decorators of this module. */
export type DeclaredPlace = Pick<DeclaredTarget, 'name' | 'declarations'> & {
  /** Undefined for a class. */
  readonly member?: string | symbol;
};

function membersOf(owner: object, className: string): readonly DeclaredPlace[] {
  const members = new Set([...Reflect.ownKeys(owner), ...declaredMembers(owner)]);
  // The value of the member `constructor` is the class, so decorators on it are those of the class.
  members.delete('constructor');
  return [...members].map((member) => ({
    name: `${className}.${String(member)}`,
    member,
    declarations: methodDeclarations(owner, member),
  }));
}

function declared(places: readonly DeclaredPlace[]): readonly DeclaredPlace[] {
  return places.filter(({ declarations }) => declarations.length > 0);
}

/** Members with decorators: static ones, accessors, those named by a symbol and inherited ones included. */
export function declaredMemberPlaces(appClass: AppClass): readonly DeclaredPlace[] {
  return declared(
    prototypesBaseFirst(appClass).flatMap((prototype) => {
      const declaring = classOf(prototype);
      const name = declaring?.name ?? appClass.name;
      return [...membersOf(prototype, name), ...(declaring ? membersOf(declaring, name) : [])];
    }),
  );
}

/**
 * The classes with decorators among those that the class inherits from as a function. A class decorator may return a
 * wrapper whose prototype is that of the original. The prototypes then lead to the original only, so the decorators on
 * the wrapper are found here.
 */
export function declaredConstructorPlaces({ constructors }: AppClass): readonly DeclaredPlace[] {
  const chain = new Set<object>();
  for (const start of constructors) {
    for (let link: unknown = start; typeof link === 'function'; link = Object.getPrototypeOf(link))
      chain.add(link);
  }
  return declared(
    [...chain].map((link) => ({
      name: (link as { readonly name: string }).name,
      declarations: classDeclarations(link),
    })),
  );
}
