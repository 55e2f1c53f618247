import { Controller, Get } from '@nestjs/common';
import { describe, expect, test } from '@jest/globals';
import { Claims, OptionalToken, Public, RequireScope, type JwtClaims } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { expectRefused } from '../support/expect-refused.js';
import { JwksServer } from '../support/jwks-server.js';
import { ADAPTERS } from '../support/test-app.js';
import { startGuardedApp } from './guarded-app.js';
import { startMatrixApp } from './matrix-app.js';

const opened = closeAfterEach();

@Controller()
class CatalogueController {
  @Get('optional')
  @OptionalToken()
  optional(@Claims() claims?: JwtClaims, @Claims('sub') sub?: string): unknown {
    return { known: claims !== undefined, sub: sub ?? null };
  }

  @Get('demanding')
  @OptionalToken()
  @RequireScope('read')
  demanding(@Claims('sub') sub?: string): unknown {
    return { sub: sub ?? null };
  }

  @Get('lenient')
  @OptionalToken({ onInvalid: 'anonymous' })
  @RequireScope('read')
  lenient(@Claims('sub') sub?: string): unknown {
    return { sub: sub ?? null };
  }
}

describe.each(ADAPTERS)('over %s', (adapter) => {
  const start = async () => opened(await startGuardedApp([CatalogueController], undefined, { adapter }));

  test('a call without a token passes as nobody, one with a token as its subject', async () => {
    const app = await start();
    expect(await (await app.call('/optional')).json()).toEqual({ known: false, sub: null });
    expect(await (await app.call('/optional', app.issuer.token())).json()).toEqual({
      known: true,
      sub: 'alice',
    });
  });

  test('a bad token is refused', async () => {
    const app = await start();
    await expectRefused(
      await app.call('/optional', app.issuer.token({ claims: { exp: 1 } })),
      'TOKEN_EXPIRED',
      'invalid_token',
    );
  });

  test('a token that does not satisfy the demands is refused, no token is not', async () => {
    const app = await start();
    expect(await app.anonymous('/demanding')).toBe(200);
    await expectRefused(
      await app.call('/demanding', app.issuer.token()),
      'SCOPE_MISSING',
      'insufficient_scope',
      'read',
    );
    expect(await app.status('/demanding', { scope: 'read' })).toBe(200);
  });

  test('with onInvalid: anonymous a bad token, or one without the scope, passes as nobody', async () => {
    const app = await start();
    const subject = async (token?: string): Promise<unknown> => (await app.call('/lenient', token)).json();
    expect(await subject()).toEqual({ sub: null });
    expect(await subject(app.issuer.token({ claims: { exp: 1 } }))).toEqual({ sub: null });
    expect(await subject(app.issuer.token())).toEqual({ sub: null });
    expect(await subject('garbage')).toEqual({ sub: null });
    expect(await subject(app.issuer.token({ claims: { scope: 'read' } }))).toEqual({ sub: 'alice' });
  });

  test('a malformed request is a bad request in both modes', async () => {
    const app = await start();
    for (const path of ['/optional', '/lenient']) {
      const response = await app.call(path, undefined, { headers: { authorization: 'Bearer  two blanks' } });
      await expectRefused(response, 'AUTHORIZATION_MALFORMED', 'invalid_request');
    }
  });
});

test('a token that cannot be decided is 503 in both modes, no token still passes', async () => {
  const server = opened(await JwksServer.start());
  server.answer(500, 'down');
  const issuers = [{ issuer: 'https://id.test', audience: 'orders', jwksUri: server.url }];
  const app = opened(await startGuardedApp([CatalogueController], { issuers }));
  for (const path of ['/optional', '/lenient']) {
    await expectRefused(
      await app.call(path, app.issuer.token()),
      'KEYS_UNAVAILABLE',
      'temporarily_unavailable',
    );
    expect(await app.anonymous(path)).toBe(200);
  }
});

test('on a class it covers the handlers that demand nothing, and a handler says otherwise', async () => {
  @Controller()
  @OptionalToken()
  class MixedController {
    @Get('inherits')
    inherits(): string {
      return '';
    }

    @Get('demands')
    @RequireScope('read')
    demands(): string {
      return '';
    }

    @Get('public')
    @Public()
    open(): string {
      return '';
    }
  }
  const app = opened(await startMatrixApp([MixedController]));
  await app.holds(
    ['GET /inherits', null, 200],
    ['GET /inherits', {}, 200],
    ['GET /inherits', { bad: 'expired' }, 'TOKEN_EXPIRED'],
    ['GET /demands', null, 'TOKEN_MISSING'],
    ['GET /demands', {}, 'SCOPE_MISSING'],
    ['GET /public', 'garbage', 200],
  );
});

test.each<[string, MethodDecorator, MethodDecorator]>([
  ['beside @Public', OptionalToken(), Public()],
  ['with a mode that does not exist', OptionalToken({ onInvalid: 'ignore' as never }), RequireScope('read')],
])('%s it stops the start', async (_name, first, second) => {
  @Controller()
  class WrongController {
    @Get()
    @first
    @second
    get(): string {
      return '';
    }
  }
  await expect(startGuardedApp([WrongController])).rejects.toThrow('WrongController.get');
});

test('a subclass cannot make optional what its base demands', async () => {
  class BaseController {
    @Get('x')
    @RequireScope('read')
    x(): string {
      return '';
    }
  }
  @Controller()
  class LooseController extends BaseController {
    @Get('x')
    @OptionalToken()
    override x(): string {
      return '';
    }
  }
  await expect(startGuardedApp([LooseController])).rejects.toThrow(
    "LooseController.x: opens what BaseController.x demands: a subclass cannot lose its base's demand.",
  );
});
