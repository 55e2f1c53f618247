import { singleLine } from '../../errors/index.js';
import type { DeclaredAt, RouteEntry } from '../route-table.js';

/** More of a name tells a reader nothing, and a hostile one could fill the screen. */
const MAX_CHARACTERS = 300;

/** A name of the application as it may be printed: one line, no character that a terminal obeys, not endless. */
export function shown(text: string): string {
  const line = singleLine(text);
  return line.length > MAX_CHARACTERS ? `${line.slice(0, MAX_CHARACTERS)}…` : line;
}

/** What is called: `GET`, the transport of an operation, or the kind of a handler that is neither. */
export function methodCell({ kind, method, transport }: RouteEntry): string {
  return shown(method ?? transport ?? kind);
}

/** Where it is reached. */
export function pathCell({ path, operation, messages, versions, hosts }: RouteEntry): string {
  const limits = [
    ...(versions === undefined ? [] : [`version ${versions.join(', ')}`]),
    ...(hosts === undefined ? [] : [`host ${hosts.join(', ')}`]),
  ];
  const where = path ?? operation ?? messages?.join(', ') ?? '';
  return shown(limits.length === 0 ? where : `${where} (${limits.join('; ')})`);
}

/** `OrdersController.list` */
export function handlerCell({ controller, handler }: RouteEntry): string {
  return shown(`${controller}.${handler}`);
}

/** The name of a place is left out where it is the handler's own class or method. */
function placeText({ place, name }: DeclaredAt, { controller, handler }: RouteEntry): string {
  const isOwn = name === (place === 'class' ? controller : `${controller}.${handler}`);
  return isOwn ? place : `${place} ${name}`;
}

/** The word for access, with who opened it or who decides. */
export function accessCell(route: RouteEntry): string {
  const { access, opened, onInvalid, guardedBy } = route;
  const notes = [
    ...(onInvalid === 'anonymous' ? ['a bad token passes as nobody'] : []),
    ...(opened === undefined ? [] : [placeText(opened, route)]),
    ...(guardedBy === undefined ? [] : [guardedBy.join(', ')]),
  ];
  return shown(notes.length === 0 ? access : `${access} (${notes.join('; ')})`);
}

/** The policies that apply; those that only a call decides have a mark. */
export function policyCell({ policies }: RouteEntry): string {
  return shown(
    policies.map(({ name, calls }) => (calls === 'all' ? name : `${name} (some calls)`)).join(', '),
  );
}

/** Whether the route takes every token that its policies accept: nothing more is demanded. */
export function takesAnyToken({ access, demands }: RouteEntry): boolean {
  return access === 'required' && demands.length === 0;
}

/** The demands, each with the place of its declaration. A route that needs a token and nothing more says so. */
export function demandTexts(route: RouteEntry): readonly string[] {
  if (takesAnyToken(route)) return ['any valid token'];
  return route.demands.map(({ words, declared }) => shown(`${words} (${placeText(declared, route)})`));
}
