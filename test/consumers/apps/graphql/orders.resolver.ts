import { Injectable, Scope } from '@nestjs/common';
import {
  Args,
  Directive,
  Field,
  ID,
  Int,
  Mutation,
  ObjectType,
  Parent,
  Query,
  ResolveField,
  ResolveReference,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { Claims, Public, RequireScope } from 'nest-jwt-policy';

@ObjectType()
@Directive('@key(fields: "id")')
export class Order {
  @Field(() => ID)
  id!: string;
}

/** One value; it is over when its reader ends it. */
function* oneTick(): Generator<object> {
  yield { ticks: 1 };
}

function ticks(): AsyncIterableIterator<object> {
  const values = oneTick();
  return {
    next: () => {
      const next = values.next();
      return next.done === true ? new Promise(() => undefined) : Promise.resolve(next);
    },
    return: () => Promise.resolve({ done: true, value: undefined }),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

@Resolver(() => Order)
export class OrdersResolver {
  @RequireScope('orders/read')
  @Query(() => [Order], { nullable: true })
  orders(@Claims('sub') sub: string): Order[] {
    return [{ id: `1 of ${sub}` }, { id: '2' }];
  }

  @RequireScope('orders/write')
  @Mutation(() => String, { nullable: true })
  placeOrder(@Args('item') item: string, @Claims('sub') sub: string): string {
    return `${item} for ${sub}`;
  }

  @RequireScope('orders/prices')
  @ResolveField(() => String, { nullable: true })
  price(@Parent() order: Order, @Claims('sub') sub: string): string {
    return `price of ${order.id} for ${sub}`;
  }

  @RequireScope('orders/read')
  @ResolveReference()
  resolveReference({ id }: Order): Order {
    return { id };
  }

  @RequireScope('orders/read')
  @Subscription(() => Int, { nullable: true })
  ticks(): AsyncIterable<object> {
    return ticks();
  }

  @Public()
  @Query(() => String, { nullable: true })
  version(): string {
    return '1';
  }
}

/** One for each request. */
@Injectable({ scope: Scope.REQUEST })
@Resolver()
export class CallerResolver {
  private static made = 0;
  private readonly number = (CallerResolver.made += 1);

  @Query(() => String, { nullable: true })
  caller(@Claims('sub') sub: string): string {
    return `${sub} ${this.number}`;
  }
}
