import type { ExecutionContext } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import type { JwtPolicyTransport } from '../transports/index.js';
import { EndSubscriptions } from './end-subscriptions.interceptor.js';
import { fieldGuardProblems } from './field-guard-problems.js';
import { fieldOfCall } from './field-of-call.js';
import { GraphqlCall } from './graphql-call.js';
import { requestOf } from './graphql-request.js';
import { RefusedGraphqlException } from './refused-graphql.exception.js';
import { replacedResolvers } from './replaced-resolvers.js';
import { RESOLVER_KINDS, resolverOperations } from './resolver-operations.js';

const TYPE = 'graphql';

/** Apollo takes `http` out of an error where it answers a request; everybody else shows it to the client. */
function answersHttp(context: ExecutionContext): boolean {
  const field = fieldOfCall(context.getArgs<unknown[]>());
  const request = field && requestOf(field.context);
  return request?.carrier === 'http' && !request.isMercurius;
}

/**
 * Decides the fields of GraphQL operations: queries, mutations, subscriptions, field and reference resolvers, of Apollo and
 * Mercurius, over HTTP and graphql-ws. The token comes in the `Authorization` header, over graphql-ws also in the
 * connection parameters `authorization` or `authToken`. A subscription is decided when it begins and ends when its token
 * does. A refusal is a `RefusedGraphqlException`; the other fields of the operation are answered. One request is decided
 * once for each resolver, however often an operation names it. Field and reference resolvers need
 * `fieldResolverEnhancers: ['guards']`, without which the start stops.
 * @example `JwtPolicyModule.forRoot({ issuers: […], transports: [graphql()] })`
 */
export function graphql(): JwtPolicyTransport {
  return Object.freeze<JwtPolicyTransport>({
    type: TYPE,
    decides: RESOLVER_KINDS,
    knows:
      'operations of @nestjs/apollo and @nestjs/mercurius; a context function must leave the request at req',
    tokenPlaces:
      'the header Authorization; over graphql-ws also the connection parameter authorization ("Bearer", a blank and the token) or authToken (the token)',
    view(context) {
      const field = fieldOfCall(context.getArgs<unknown[]>());
      const request = field && requestOf(field.context);
      return request && new GraphqlCall(field.info, { transport: TYPE, name: field.name }, request);
    },
    request(context) {
      const field = fieldOfCall(context.getArgs<unknown[]>());
      return field && requestOf(field.context)?.given;
    },
    refusal: (refusal, _style, context) => new RefusedGraphqlException(refusal, answersHttp(context)),
    operations: resolverOperations,
    audit: (app) => [...fieldGuardProblems(app), ...replacedResolvers(app)],
    providers: [{ provide: APP_INTERCEPTOR, useClass: EndSubscriptions }],
  });
}
