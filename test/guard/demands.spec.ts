import { All, Controller, Get, Injectable, Post, type Type } from '@nestjs/common';
import { describe, expect, test } from '@jest/globals';
import { ClaimRule, Public, RequireAnyScope, RequireScope } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { expectRefused } from '../support/expect-refused.js';
import { startGuardedApp, type GuardedApp } from './guarded-app.js';
import { startMatrixApp, type MatrixApp } from './matrix-app.js';

const opened = closeAfterEach();
const start = async (...controllers: Type[]): Promise<GuardedApp> =>
  opened(await startGuardedApp(controllers));
const startMatrix = async (...controllers: Type[]): Promise<MatrixApp> =>
  opened(await startMatrixApp(controllers));

describe('demands of one handler', () => {
  @Controller()
  class DemandingController {
    @Get('nothing')
    nothing(): string {
      return 'nothing';
    }

    @Get('both')
    @RequireScope('a', 'b')
    both(): string {
      return 'both';
    }

    @Get('any')
    @RequireAnyScope('a', 'b')
    any(): string {
      return 'any';
    }

    @Get('repeated')
    @RequireScope('a')
    @RequireScope('b')
    @RequireAnyScope('c', 'd')
    @RequireAnyScope('e')
    repeated(): string {
      return 'repeated';
    }

    @Get('rules')
    @ClaimRule('token_use', 'access')
    @ClaimRule('client_id', ['x', 'y'])
    rules(): string {
      return 'rules';
    }
  }

  test('a handler without decorators needs a valid token', async () => {
    const app = await startMatrix(DemandingController);
    await app.holds(['GET /nothing', null, 'TOKEN_MISSING'], ['GET /nothing', {}, 200]);
  });

  test('@RequireScope demands all of its scopes and names them all', async () => {
    const app = await start(DemandingController);
    expect(await app.status('/both', { scope: 'b a' })).toBe(200);
    const response = await app.call('/both', app.issuer.token({ claims: { scope: 'a' } }));
    await expectRefused(response, 'SCOPE_MISSING', 'insufficient_scope', 'a b');
  });

  test('@RequireAnyScope demands one of its scopes', async () => {
    const app = await start(DemandingController);
    expect(await app.status('/any', { scope: 'b' })).toBe(200);
    const response = await app.call('/any', app.issuer.token({ claims: { scope: 'c' } }));
    await expectRefused(response, 'SCOPE_MISSING', 'insufficient_scope', 'a b');
  });

  test('repeated decorators add up: none is lost', async () => {
    const app = await startMatrix(DemandingController);
    await app.holds(
      ['GET /repeated', { scope: 'a b c e' }, 200],
      ['GET /repeated', { scope: 'b c e' }, 'SCOPE_MISSING'],
      ['GET /repeated', { scope: 'a c e' }, 'SCOPE_MISSING'],
      ['GET /repeated', { scope: 'a b e' }, 'SCOPE_MISSING'],
      ['GET /repeated', { scope: 'a b c' }, 'SCOPE_MISSING'],
      ['GET /rules', { token_use: 'access', client_id: 'y' }, 200],
      ['GET /rules', { token_use: 'other', client_id: 'y' }, 'CLAIM_RULE_FAILED'],
      ['GET /rules', { token_use: 'access', client_id: 'z' }, 'CLAIM_RULE_FAILED'],
    );
  });
});

describe('inheritance', () => {
  @RequireScope('base')
  abstract class BaseController {
    @Get('own')
    own(): string {
      return 'base';
    }

    @Get('overridden')
    @RequireScope('read')
    overridden(): string {
      return 'base';
    }
  }

  @Controller('plain')
  class PlainController extends BaseController {
    @Get('overridden')
    override overridden(): string {
      return 'plain';
    }
  }

  @Controller('strict')
  @RequireScope('strict')
  class StrictController extends BaseController {
    @Get('overridden')
    @RequireScope('more')
    override overridden(): string {
      return 'strict';
    }
  }

  test('a subclass keeps the demands of its base class', async () => {
    const app = await startMatrix(PlainController);
    await app.holds(['GET /plain/own', { scope: 'base' }, 200], ['GET /plain/own', {}, 'SCOPE_MISSING']);
  });

  test('a method that overrides without a decorator keeps the demands of the one it overrides', async () => {
    const app = await startMatrix(PlainController);
    await app.holds(
      ['GET /plain/overridden', { scope: 'base read' }, 200],
      ['GET /plain/overridden', { scope: 'base' }, 'SCOPE_MISSING'],
    );
  });

  test('demands of base class, class, overridden method and method add up', async () => {
    const app = await startMatrix(StrictController);
    await app.holds(
      ['GET /strict/overridden', { scope: 'base strict read more' }, 200],
      ['GET /strict/overridden', { scope: 'strict read more' }, 'SCOPE_MISSING'],
      ['GET /strict/overridden', { scope: 'base read more' }, 'SCOPE_MISSING'],
      ['GET /strict/overridden', { scope: 'base strict more' }, 'SCOPE_MISSING'],
      ['GET /strict/overridden', { scope: 'base strict read' }, 'SCOPE_MISSING'],
    );
  });

  test('two controllers that share an inherited method each keep their own plan', async () => {
    const app = await startMatrix(PlainController, StrictController);
    await app.holds(
      ['GET /plain/own', { scope: 'base' }, 200],
      ['GET /strict/own', { scope: 'base' }, 'SCOPE_MISSING'],
      ['GET /strict/own', { scope: 'base strict' }, 200],
    );
  });
});

describe('@Public', () => {
  @Public()
  @Controller('public')
  class PublicController {
    @Get('open')
    open(): string {
      return 'open';
    }

    @Get('closed')
    @RequireScope('read')
    closed(): string {
      return 'closed';
    }
  }

  @RequireScope('read')
  @Controller('guarded')
  class GuardedController {
    @Get('open')
    @Public()
    open(): string {
      return 'open';
    }

    @Get('closed')
    closed(): string {
      return 'closed';
    }
  }

  test('opens every handler of a class but the one that demands something itself', async () => {
    const app = await startMatrix(PublicController);
    await app.holds(
      ['GET /public/open', null, 200],
      ['GET /public/closed', null, 'TOKEN_MISSING'],
      ['GET /public/closed', { scope: 'read' }, 200],
    );
  });

  test('on a handler opens it in a class that demands something', async () => {
    const app = await startMatrix(GuardedController);
    await app.holds(['GET /guarded/open', null, 200], ['GET /guarded/closed', null, 'TOKEN_MISSING']);
  });

  test('on a base class is closed by a subclass that demands something', async () => {
    @Controller('closing')
    @RequireScope('read')
    class ClosingController extends PublicController {}
    const app = await startMatrix(ClosingController);
    await app.holds(['GET /closing/open', null, 'TOKEN_MISSING']);
  });

  test('is not inherited by what a subclass adds or overrides', async () => {
    @Controller('sub')
    class SubController extends PublicController {
      @Get('added')
      added(): string {
        return 'added';
      }

      @Get('open')
      override open(): string {
        return 'overridden';
      }
    }
    @Controller('inheriting')
    class InheritingController extends PublicController {}
    const app = await startMatrix(SubController, InheritingController);
    await app.holds(
      ['GET /sub/added', null, 'TOKEN_MISSING'],
      ['GET /sub/open', null, 'TOKEN_MISSING'],
      ['GET /inheriting/open', null, 200],
    );
  });

  test('cannot open what a base demands: that stops the start, and names both', async () => {
    @Controller('opening')
    @Public()
    class OpeningController extends GuardedController {}
    await expect(startGuardedApp([OpeningController])).rejects.toThrow(
      'OpeningController: opens what GuardedController demands',
    );
    @Controller('opening')
    class OpeningMethodController extends PublicController {
      @Public()
      @Get('closed')
      override closed(): string {
        return 'open';
      }
    }
    await expect(startGuardedApp([OpeningMethodController])).rejects.toThrow(
      'OpeningMethodController.closed: opens what PublicController.closed demands',
    );
  });

  test('beside a demand on the same target stops the start', async () => {
    @Controller()
    class ContradictoryController {
      @Get()
      @Public()
      @RequireScope('read')
      get(): string {
        return '';
      }
    }
    await expect(startGuardedApp([ContradictoryController])).rejects.toThrow(
      'ContradictoryController.get: @Public() beside a demand',
    );
  });
});

test('all mistakes in decorators are reported together, each with its handler', async () => {
  @Controller()
  @RequireScope()
  class MistakenController {
    @Get('a')
    @RequireScope('two scopes')
    a(): string {
      return '';
    }

    @Get('b')
    @ClaimRule('', 'x')
    @ClaimRule('claim', undefined as never)
    @ClaimRule('claim', [])
    @ClaimRule('claim', Number.NaN)
    @ClaimRule('claim', 'x', { mandatry: false } as never)
    b(): string {
      return '';
    }
  }
  const error: unknown = await startGuardedApp([MistakenController]).catch((thrown: unknown) => thrown);
  const { problems } = error as { problems: { path: string; message: string }[] };
  expect(problems.filter(({ path }) => path === 'MistakenController.a')).toHaveLength(1);
  expect(problems.filter(({ path }) => path === 'MistakenController.b')).toHaveLength(5);
  expect(problems.filter(({ path }) => path === 'MistakenController').length).toBeGreaterThan(0);
});

describe('methods that Nest routes elsewhere', () => {
  @Controller('things')
  class ThingsController {
    @Get()
    get(): string {
      return 'get';
    }

    @Post()
    @RequireScope('write')
    post(): string {
      return 'post';
    }

    @All('all')
    all(): string {
      return 'all';
    }
  }

  test('HEAD is decided as the GET handler it reaches', async () => {
    const app = await start(ThingsController);
    expect((await app.call('/things', undefined, { method: 'HEAD' })).status).toBe(401);
    expect((await app.call('/things', app.issuer.token(), { method: 'HEAD' })).status).toBe(200);
  });

  test('an OPTIONS call that reaches an @All() handler is decided; preflights answered by CORS are not', async () => {
    const app = await start(ThingsController);
    expect((await app.call('/things/all', undefined, { method: 'OPTIONS' })).status).toBe(401);
    const cors = opened(
      await startGuardedApp([ThingsController], undefined, { configure: (nest) => nest.enableCors() }),
    );
    const headers = { origin: 'https://app.test', 'access-control-request-method': 'POST' };
    expect((await cors.call('/things', undefined, { method: 'OPTIONS', headers })).status).toBe(204);
    expect((await cors.call('/things', undefined, { method: 'POST', headers })).status).toBe(401);
  });

  test('case and a trailing slash in the path lead to the same demands', async () => {
    const app = await start(ThingsController);
    for (const path of ['/THINGS', '/things/', '/tHings/?x=1', '/%74hings']) {
      const { status } = await app.call(path, app.issuer.token({ claims: { scope: 'read' } }), {
        method: 'POST',
      });
      expect([403, 404]).toContain(status);
    }
  });
});

describe('functions that are copied', () => {
  class DangerousController {
    @Get('danger')
    @RequireScope('admin')
    danger(): string {
      return 'danger';
    }
  }

  test('take their demands along with their route', async () => {
    @Controller('copy')
    class CopyController {}
    const copied = Object.getOwnPropertyDescriptor(DangerousController.prototype, 'danger');
    Object.defineProperty(CopyController.prototype, 'again', copied ?? {});
    const app = await startMatrix(CopyController);
    await app.holds(['GET /copy/danger', {}, 'SCOPE_MISSING'], ['GET /copy/danger', { scope: 'admin' }, 200]);
  });

  test('under two names of one class stop the start', async () => {
    @Controller('alias')
    class AliasController extends DangerousController {
      @Get('one')
      one(): string {
        return 'one';
      }
    }
    Object.defineProperty(AliasController.prototype, 'two', {
      value: AliasController.prototype.one,
      configurable: true,
    });
    await expect(startGuardedApp([AliasController])).rejects.toThrow(
      'AliasController.two: shares its function with one',
    );
  });

  test('together with the constructor of another class stop the start', async () => {
    @Controller('mixed')
    @RequireScope('admin')
    class MixedController {}
    for (const name of ['constructor', 'danger']) {
      const copied = Object.getOwnPropertyDescriptor(DangerousController.prototype, name);
      Object.defineProperty(MixedController.prototype, name, copied ?? {});
    }
    await expect(startGuardedApp([MixedController])).rejects.toThrow(
      'MixedController: has the constructor of another class',
    );
  });
});

describe('decorators on handlers that the guard does not decide', () => {
  test('on a provider that is no controller stop the start', async () => {
    @Injectable()
    class Gateway {
      @RequireScope('admin')
      onMessage(): string {
        return '';
      }
    }
    await expect(startGuardedApp([], undefined, { providers: [Gateway] })).rejects.toThrow(
      'Gateway.onMessage: has a decorator of this module, but is no controller',
    );
  });

  test('on a message handler stop the start', async () => {
    @Controller()
    class MessageController {
      @RequireScope('admin')
      onMessage(): string {
        return '';
      }
    }
    Reflect.defineMetadata('microservices:handler_type', 1, MessageController.prototype.onMessage);
    await expect(startGuardedApp([MessageController])).rejects.toThrow(
      'MessageController.onMessage: is a message handler',
    );
  });
});
