import { readFileSync } from 'node:fs';
import { ApolloFederationDriver, type ApolloFederationDriverConfig } from '@nestjs/apollo';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  Directive,
  Field,
  GraphQLModule,
  ID,
  ObjectType,
  Query,
  ResolveReference,
  Resolver,
} from '@nestjs/graphql';
import { GuardedElsewhere, JwtPolicyModule } from 'nest-jwt-policy';

const { ACKNOWLEDGED } = process.env;
const Acknowledge = (): ClassDecorator =>
  ACKNOWLEDGED === undefined ? () => undefined : GuardedElsewhere('GraphqlGuard');

@ObjectType()
@Directive('@key(fields: "id")')
class User {
  @Field(() => ID)
  id!: string;
}

@Resolver(() => User)
@Acknowledge()
class UsersResolver {
  @Query(() => User)
  me(): User {
    return { id: '1' };
  }

  @ResolveReference()
  resolveReference({ id }: User): User {
    return { id };
  }
}

@Controller()
class OrdersController {
  @Get('list')
  list(): string {
    return 'list';
  }
}

const keys = { pem: readFileSync('key.pem', 'utf8') };
const issuers = [{ issuer: 'https://id.example.com', audience: 'orders', keys }];

@Module({
  imports: [
    JwtPolicyModule.forRoot({ issuers }),
    GraphQLModule.forRoot<ApolloFederationDriverConfig>({
      driver: ApolloFederationDriver,
      autoSchemaFile: { federation: 2 },
    }),
  ],
  controllers: [OrdersController],
  providers: [UsersResolver],
})
class AppModule {}

async function start(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ['error'] });
  await app.listen(0, '127.0.0.1');
  process.stdout.write(`Listening on ${await app.getUrl()}\n`);
}

start().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
