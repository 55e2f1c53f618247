/** Parameters as the router decoded them; a wildcard's value is a text with slashes or a list of segments. */
export type RouteParameters = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The value of a parameter; a name such as `constructor` finds nothing that is only inherited. */
export function valueOf(parameters: RouteParameters, name: string): string | readonly string[] | undefined {
  return Object.hasOwn(parameters, name) ? parameters[name] : undefined;
}

/** Whether the router has filled a parameter with anything. */
export function isFilled(parameters: RouteParameters, name: string): boolean {
  const value = valueOf(parameters, name);
  return value !== undefined && value !== '';
}
