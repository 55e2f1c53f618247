/**
 * The decorators of @nestjs/graphql as far as a start without that package can see them: the metadata that they write,
 * under the names that it has in Nest 11 and 12.
 */
function onMethod(metadata: Readonly<Record<string, unknown>>): MethodDecorator {
  return (_target, _name, descriptor) => {
    for (const [key, value] of Object.entries(metadata))
      Reflect.defineMetadata(key, value, descriptor.value as object);
  };
}

export const Query = (): MethodDecorator => onMethod({ 'graphql:resolver_type': 'Query' });
export const Mutation = (): MethodDecorator => onMethod({ 'graphql:resolver_type': 'Mutation' });
export const Subscription = (): MethodDecorator => onMethod({ 'graphql:resolver_type': 'Subscription' });
export const ResolveField = (): MethodDecorator => onMethod({ 'graphql:resolve_property': true });
export const ResolveReference = (): MethodDecorator => onMethod({ 'graphql:resolve_reference': true });

/** The name of a type, or `Query`: then every method of the class is a query. */
export function Resolver(type: string): ClassDecorator {
  return (target) => Reflect.defineMetadata('graphql:resolver_type', type, target);
}
