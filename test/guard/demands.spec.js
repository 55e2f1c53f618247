var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { All, Controller, Get, Injectable, Post } from '@nestjs/common';
import { describe, expect, test } from '@jest/globals';
import { ClaimRule, Public, RequireAnyScope, RequireScope } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { expectRefused } from '../support/expect-refused.js';
import { startGuardedApp } from './guarded-app.js';
const opened = closeAfterEach();
const start = async (...controllers) => opened(await startGuardedApp(controllers));
describe('demands of one handler', () => {
    let DemandingController = class DemandingController {
        nothing() {
            return 'nothing';
        }
        both() {
            return 'both';
        }
        any() {
            return 'any';
        }
        repeated() {
            return 'repeated';
        }
        rules() {
            return 'rules';
        }
    };
    __decorate([
        Get('nothing'),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], DemandingController.prototype, "nothing", null);
    __decorate([
        Get('both'),
        RequireScope('a', 'b'),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], DemandingController.prototype, "both", null);
    __decorate([
        Get('any'),
        RequireAnyScope('a', 'b'),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], DemandingController.prototype, "any", null);
    __decorate([
        Get('repeated'),
        RequireScope('a'),
        RequireScope('b'),
        RequireAnyScope('c', 'd'),
        RequireAnyScope('e'),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], DemandingController.prototype, "repeated", null);
    __decorate([
        Get('rules'),
        ClaimRule('token_use', 'access'),
        ClaimRule('client_id', ['x', 'y']),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], DemandingController.prototype, "rules", null);
    DemandingController = __decorate([
        Controller()
    ], DemandingController);
    test('a handler without decorators needs a valid token', async () => {
        const app = await start(DemandingController);
        expect([await app.anonymous('/nothing'), await app.status('/nothing')]).toEqual([401, 200]);
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
        const app = await start(DemandingController);
        expect(await app.status('/repeated', { scope: 'a b c e' })).toBe(200);
        for (const scope of ['b c e', 'a c e', 'a b e', 'a b c'])
            expect(await app.status('/repeated', { scope })).toBe(403);
        expect(await app.status('/rules', { token_use: 'access', client_id: 'y' })).toBe(200);
        expect(await app.status('/rules', { token_use: 'id', client_id: 'y' })).toBe(403);
        expect(await app.status('/rules', { token_use: 'access', client_id: 'z' })).toBe(403);
    });
});
describe('inheritance', () => {
    let BaseController = class BaseController {
        own() {
            return 'base';
        }
        overridden() {
            return 'base';
        }
    };
    __decorate([
        Get('own'),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], BaseController.prototype, "own", null);
    __decorate([
        Get('overridden'),
        RequireScope('read'),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], BaseController.prototype, "overridden", null);
    BaseController = __decorate([
        RequireScope('base')
    ], BaseController);
    let PlainController = class PlainController extends BaseController {
        overridden() {
            return 'plain';
        }
    };
    __decorate([
        Get('overridden'),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], PlainController.prototype, "overridden", null);
    PlainController = __decorate([
        Controller('plain')
    ], PlainController);
    let StrictController = class StrictController extends BaseController {
        overridden() {
            return 'strict';
        }
    };
    __decorate([
        Get('overridden'),
        RequireScope('more'),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], StrictController.prototype, "overridden", null);
    StrictController = __decorate([
        Controller('strict'),
        RequireScope('strict')
    ], StrictController);
    test('a subclass keeps the demands of its base class', async () => {
        const app = await start(PlainController);
        expect(await app.status('/plain/own', { scope: 'base' })).toBe(200);
        expect(await app.status('/plain/own')).toBe(403);
    });
    test('a method that overrides without a decorator keeps the demands of the one it overrides', async () => {
        const app = await start(PlainController);
        expect(await app.status('/plain/overridden', { scope: 'base read' })).toBe(200);
        expect(await app.status('/plain/overridden', { scope: 'base' })).toBe(403);
    });
    test('demands of base class, class, overridden method and method add up', async () => {
        const app = await start(StrictController);
        expect(await app.status('/strict/overridden', { scope: 'base strict read more' })).toBe(200);
        for (const scope of ['strict read more', 'base read more', 'base strict more', 'base strict read']) {
            expect(await app.status('/strict/overridden', { scope })).toBe(403);
        }
    });
    test('two controllers that share an inherited method each keep their own plan', async () => {
        const app = await start(PlainController, StrictController);
        expect(await app.status('/plain/own', { scope: 'base' })).toBe(200);
        expect(await app.status('/strict/own', { scope: 'base' })).toBe(403);
        expect(await app.status('/strict/own', { scope: 'base strict' })).toBe(200);
    });
});
describe('@Public', () => {
    let PublicController = class PublicController {
        open() {
            return 'open';
        }
        closed() {
            return 'closed';
        }
    };
    __decorate([
        Get('open'),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], PublicController.prototype, "open", null);
    __decorate([
        Get('closed'),
        RequireScope('read'),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], PublicController.prototype, "closed", null);
    PublicController = __decorate([
        Public(),
        Controller('public')
    ], PublicController);
    let GuardedController = class GuardedController {
        open() {
            return 'open';
        }
        closed() {
            return 'closed';
        }
    };
    __decorate([
        Get('open'),
        Public(),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], GuardedController.prototype, "open", null);
    __decorate([
        Get('closed'),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], GuardedController.prototype, "closed", null);
    GuardedController = __decorate([
        RequireScope('read'),
        Controller('guarded')
    ], GuardedController);
    test('opens every handler of a class but the one that demands something itself', async () => {
        const app = await start(PublicController);
        expect(await app.anonymous('/public/open')).toBe(200);
        expect(await app.anonymous('/public/closed')).toBe(401);
        expect(await app.status('/public/closed', { scope: 'read' })).toBe(200);
    });
    test('on a handler opens it in a class that demands something', async () => {
        const app = await start(GuardedController);
        expect([await app.anonymous('/guarded/open'), await app.anonymous('/guarded/closed')]).toEqual([
            200, 401,
        ]);
    });
    test('on a base class is closed by a subclass that demands something', async () => {
        let ClosingController = class ClosingController extends PublicController {
        };
        ClosingController = __decorate([
            Controller('closing'),
            RequireScope('read')
        ], ClosingController);
        const app = await start(ClosingController);
        expect(await app.anonymous('/closing/open')).toBe(401);
    });
    test('is not inherited by what a subclass adds or overrides', async () => {
        let SubController = class SubController extends PublicController {
            added() {
                return 'added';
            }
            open() {
                return 'overridden';
            }
        };
        __decorate([
            Get('added'),
            __metadata("design:type", Function),
            __metadata("design:paramtypes", []),
            __metadata("design:returntype", String)
        ], SubController.prototype, "added", null);
        __decorate([
            Get('open'),
            __metadata("design:type", Function),
            __metadata("design:paramtypes", []),
            __metadata("design:returntype", String)
        ], SubController.prototype, "open", null);
        SubController = __decorate([
            Controller('sub')
        ], SubController);
        const app = await start(SubController);
        expect([await app.anonymous('/sub/added'), await app.anonymous('/sub/open')]).toEqual([401, 401]);
        let InheritingController = class InheritingController extends PublicController {
        };
        InheritingController = __decorate([
            Controller('inheriting')
        ], InheritingController);
        expect(await (await start(InheritingController)).anonymous('/inheriting/open')).toBe(200);
    });
    test('cannot open what a base demands: that stops the start, and names both', async () => {
        let OpeningController = class OpeningController extends GuardedController {
        };
        OpeningController = __decorate([
            Controller('opening'),
            Public()
        ], OpeningController);
        await expect(startGuardedApp([OpeningController])).rejects.toThrow('OpeningController: opens what GuardedController demands');
        let OpeningMethodController = class OpeningMethodController extends PublicController {
            closed() {
                return 'open';
            }
        };
        __decorate([
            Public(),
            Get('closed'),
            __metadata("design:type", Function),
            __metadata("design:paramtypes", []),
            __metadata("design:returntype", String)
        ], OpeningMethodController.prototype, "closed", null);
        OpeningMethodController = __decorate([
            Controller('opening')
        ], OpeningMethodController);
        await expect(startGuardedApp([OpeningMethodController])).rejects.toThrow('OpeningMethodController.closed: opens what PublicController.closed demands');
    });
    test('beside a demand on the same target stops the start', async () => {
        let ContradictoryController = class ContradictoryController {
            get() {
                return '';
            }
        };
        __decorate([
            Get(),
            Public(),
            RequireScope('read'),
            __metadata("design:type", Function),
            __metadata("design:paramtypes", []),
            __metadata("design:returntype", String)
        ], ContradictoryController.prototype, "get", null);
        ContradictoryController = __decorate([
            Controller()
        ], ContradictoryController);
        await expect(startGuardedApp([ContradictoryController])).rejects.toThrow('ContradictoryController.get: @Public() beside a demand');
    });
});
test('every mistake in decorators is told at once, each with its handler', async () => {
    let MistakenController = class MistakenController {
        a() {
            return '';
        }
        b() {
            return '';
        }
    };
    __decorate([
        Get('a'),
        RequireScope('two scopes'),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], MistakenController.prototype, "a", null);
    __decorate([
        Get('b'),
        ClaimRule('', 'x'),
        ClaimRule('claim', undefined),
        ClaimRule('claim', []),
        ClaimRule('claim', Number.NaN),
        ClaimRule('claim', 'x', { mandatry: false }),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], MistakenController.prototype, "b", null);
    MistakenController = __decorate([
        Controller(),
        RequireScope()
    ], MistakenController);
    const error = await startGuardedApp([MistakenController]).catch((thrown) => thrown);
    const { problems } = error;
    expect(problems.filter(({ path }) => path === 'MistakenController.a')).toHaveLength(1);
    expect(problems.filter(({ path }) => path === 'MistakenController.b')).toHaveLength(5);
    expect(problems.filter(({ path }) => path === 'MistakenController').length).toBeGreaterThan(0);
});
describe('methods that Nest routes elsewhere', () => {
    let ThingsController = class ThingsController {
        get() {
            return 'get';
        }
        post() {
            return 'post';
        }
        all() {
            return 'all';
        }
    };
    __decorate([
        Get(),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], ThingsController.prototype, "get", null);
    __decorate([
        Post(),
        RequireScope('write'),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], ThingsController.prototype, "post", null);
    __decorate([
        All('all'),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], ThingsController.prototype, "all", null);
    ThingsController = __decorate([
        Controller('things')
    ], ThingsController);
    test('HEAD is judged as the GET handler it reaches', async () => {
        const app = await start(ThingsController);
        expect((await app.call('/things', undefined, { method: 'HEAD' })).status).toBe(401);
        expect((await app.call('/things', app.issuer.token(), { method: 'HEAD' })).status).toBe(200);
    });
    test('an OPTIONS call that reaches an @All() handler is judged; preflights answered by CORS are not', async () => {
        const app = await start(ThingsController);
        expect((await app.call('/things/all', undefined, { method: 'OPTIONS' })).status).toBe(401);
        const cors = opened(await startGuardedApp([ThingsController], undefined, { configure: (nest) => nest.enableCors() }));
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
        danger() {
            return 'danger';
        }
    }
    __decorate([
        Get('danger'),
        RequireScope('admin'),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], DangerousController.prototype, "danger", null);
    test('take their demands along with their route', async () => {
        let CopyController = class CopyController {
        };
        CopyController = __decorate([
            Controller('copy')
        ], CopyController);
        const copied = Object.getOwnPropertyDescriptor(DangerousController.prototype, 'danger');
        Object.defineProperty(CopyController.prototype, 'again', copied ?? {});
        const app = await start(CopyController);
        expect([await app.status('/copy/danger'), await app.status('/copy/danger', { scope: 'admin' })]).toEqual([
            403, 200,
        ]);
    });
    test('under two names of one class stop the start', async () => {
        let AliasController = class AliasController extends DangerousController {
            one() {
                return 'one';
            }
        };
        __decorate([
            Get('one'),
            __metadata("design:type", Function),
            __metadata("design:paramtypes", []),
            __metadata("design:returntype", String)
        ], AliasController.prototype, "one", null);
        AliasController = __decorate([
            Controller('alias')
        ], AliasController);
        Object.defineProperty(AliasController.prototype, 'two', {
            value: AliasController.prototype.one,
            configurable: true,
        });
        await expect(startGuardedApp([AliasController])).rejects.toThrow('AliasController.two: is the same function as one');
    });
    test('together with the constructor of another class stop the start', async () => {
        let MixedController = class MixedController {
        };
        MixedController = __decorate([
            Controller('mixed'),
            RequireScope('admin')
        ], MixedController);
        for (const name of ['constructor', 'danger']) {
            const copied = Object.getOwnPropertyDescriptor(DangerousController.prototype, name);
            Object.defineProperty(MixedController.prototype, name, copied ?? {});
        }
        await expect(startGuardedApp([MixedController])).rejects.toThrow('MixedController: has the constructor of another class');
    });
});
describe('decorators where the guard cannot judge', () => {
    test('on a provider that is no controller stop the start', async () => {
        let Gateway = class Gateway {
            onMessage() {
                return '';
            }
        };
        __decorate([
            RequireScope('admin'),
            __metadata("design:type", Function),
            __metadata("design:paramtypes", []),
            __metadata("design:returntype", String)
        ], Gateway.prototype, "onMessage", null);
        Gateway = __decorate([
            Injectable()
        ], Gateway);
        await expect(startGuardedApp([], undefined, { providers: [Gateway] })).rejects.toThrow('Gateway.onMessage: has a decorator of this module, but is no controller');
    });
    test('on a message handler stop the start', async () => {
        let MessageController = class MessageController {
            onMessage() {
                return '';
            }
        };
        __decorate([
            RequireScope('admin'),
            __metadata("design:type", Function),
            __metadata("design:paramtypes", []),
            __metadata("design:returntype", String)
        ], MessageController.prototype, "onMessage", null);
        MessageController = __decorate([
            Controller()
        ], MessageController);
        Reflect.defineMetadata('microservices:handler_type', 1, MessageController.prototype.onMessage);
        await expect(startGuardedApp([MessageController])).rejects.toThrow('MessageController.onMessage: is a message handler');
    });
});
