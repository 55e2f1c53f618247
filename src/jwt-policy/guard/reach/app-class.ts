import type { ModulesContainer } from '@nestjs/core';
import { isPrototype, memberOf } from '../members.js';

/** A class of which the application has an instance, and the role of the instance. */
export interface AppClass {
  readonly name: string;
  readonly role: 'controller' | 'provider';
  readonly prototype: object;
  /**
   * The classes that may have decorators and that Nest may name for a call: a wrapper and the class that it wraps are
   * two.
   */
  readonly constructors: readonly object[];
  /** Undefined if there is none. If instances are made per call, it is an empty one that no call reaches. */
  readonly instance: object | undefined;
  /** Whether instances are made per call. Nest remembers the answer: ask only when all instances exist. */
  isMadePerCall(): boolean;
  /** Undefined for a value or the result of a factory: Nest looks for gateways in classes only. */
  readonly metatype: object | undefined;
}

type NestModule = ModulesContainer extends Map<string, infer T> ? T : never;
type Wrapper = NestModule['providers'] extends Map<unknown, infer T> ? T : never;

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isFunction(value: unknown): value is { readonly name: string; readonly prototype: unknown } {
  return typeof value === 'function';
}

/** Nest explores the prototype of the instance. If there is no instance yet, it will have the prototype of the class. */
function prototypeOf(instance: unknown, metatype: unknown): unknown {
  if (isObject(instance)) return Object.getPrototypeOf(instance);
  return isFunction(metatype) ? metatype.prototype : undefined;
}

function toAppClass(wrapper: Wrapper, role: AppClass['role']): readonly AppClass[] {
  const instance: unknown = wrapper.instance;
  const metatype: unknown = wrapper.isNotMetatype ? undefined : wrapper.metatype;
  const prototype = prototypeOf(instance, metatype);
  if (!isPrototype(prototype)) return [];
  const constructors = [metatype, memberOf(prototype, 'constructor')?.value].filter(isFunction);
  const name = constructors.find((one) => one.name !== '')?.name ?? String(wrapper.name);
  const given = {
    instance: isObject(instance) ? instance : undefined,
    metatype: isFunction(metatype) ? metatype : undefined,
    isMadePerCall: () => !wrapper.isDependencyTreeStatic(),
  };
  return [{ name, role, prototype, constructors, ...given }];
}

/** Every class that Nest makes an instance of, and the class of every value and every result of a factory. */
export function appClasses(modules: ModulesContainer): readonly AppClass[] {
  return [...modules.values()].flatMap(({ controllers, providers, injectables }) => [
    ...[...controllers.values()].flatMap((wrapper) => toAppClass(wrapper, 'controller')),
    ...[...providers.values(), ...injectables.values()].flatMap((wrapper) => toAppClass(wrapper, 'provider')),
  ]);
}
