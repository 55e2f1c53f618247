import { IntrospectAndCompose, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloGatewayDriver, type ApolloGatewayDriverConfig } from '@nestjs/apollo';
import { Module, type DynamicModule } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';

interface GatewayContext {
  readonly req?: { readonly headers: { readonly authorization?: string } };
}

/** Forwards the header, as docs/graphql.md says. */
class ForwardingDataSource extends RemoteGraphQLDataSource<GatewayContext> {
  override willSendRequest({
    request,
    context,
  }: Parameters<NonNullable<RemoteGraphQLDataSource<GatewayContext>['willSendRequest']>>[0]): void {
    // The gateway asks for the schema without a request.
    const { authorization } = (context as GatewayContext).req?.headers ?? {};
    if (authorization !== undefined) request.http?.headers.set('authorization', authorization);
  }
}

@Module({})
export class GatewayModule {
  static before(subgraph: string): DynamicModule {
    return {
      module: GatewayModule,
      imports: [
        GraphQLModule.forRoot<ApolloGatewayDriverConfig>({
          driver: ApolloGatewayDriver,
          server: { playground: false },
          gateway: {
            supergraphSdl: new IntrospectAndCompose({ subgraphs: [{ name: 'orders', url: subgraph }] }),
            buildService: ({ url }) => new ForwardingDataSource(url === undefined ? {} : { url }),
          },
        }),
      ],
    };
  }
}
