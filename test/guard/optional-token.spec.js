var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
var __param = (this && this.__param) || function (paramIndex, decorator) {
    return function (target, key) { decorator(target, key, paramIndex); }
};
import { Controller, Get } from '@nestjs/common';
import { describe, expect, test } from '@jest/globals';
import { Claims, OptionalToken, Public, RequireScope } from '../../src/jwt-policy/index.js';
import { closeAfterEach } from '../support/closing.js';
import { expectRefused } from '../support/expect-refused.js';
import { JwksServer } from '../support/jwks-server.js';
import { ADAPTERS } from '../support/test-app.js';
import { startGuardedApp } from './guarded-app.js';
const opened = closeAfterEach();
let CatalogueController = class CatalogueController {
    optional(claims, sub) {
        return { known: claims !== undefined, sub: sub ?? null };
    }
    demanding(sub) {
        return { sub: sub ?? null };
    }
    lenient(sub) {
        return { sub: sub ?? null };
    }
};
__decorate([
    Get('optional'),
    OptionalToken(),
    __param(0, Claims()),
    __param(1, Claims('sub')),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [Object, String]),
    __metadata("design:returntype", Object)
], CatalogueController.prototype, "optional", null);
__decorate([
    Get('demanding'),
    OptionalToken(),
    RequireScope('read'),
    __param(0, Claims('sub')),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String]),
    __metadata("design:returntype", Object)
], CatalogueController.prototype, "demanding", null);
__decorate([
    Get('lenient'),
    OptionalToken({ onInvalid: 'anonymous' }),
    RequireScope('read'),
    __param(0, Claims('sub')),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [String]),
    __metadata("design:returntype", Object)
], CatalogueController.prototype, "lenient", null);
CatalogueController = __decorate([
    Controller()
], CatalogueController);
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
        await expectRefused(await app.call('/optional', app.issuer.token({ claims: { exp: 1 } })), 'TOKEN_EXPIRED', 'invalid_token');
    });
    test('a token that does not satisfy the demands is refused, no token is not', async () => {
        const app = await start();
        expect(await app.anonymous('/demanding')).toBe(200);
        await expectRefused(await app.call('/demanding', app.issuer.token()), 'SCOPE_MISSING', 'insufficient_scope', 'read');
        expect(await app.status('/demanding', { scope: 'read' })).toBe(200);
    });
    test('with onInvalid: anonymous a bad token, or one without the scope, passes as nobody', async () => {
        const app = await start();
        const subject = async (token) => (await app.call('/lenient', token)).json();
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
test('a token that cannot be judged is 503 in both modes, no token still passes', async () => {
    const server = opened(await JwksServer.start());
    server.answer(500, 'down');
    const issuers = [{ issuer: 'https://id.test', audience: 'orders', jwksUri: server.url }];
    const app = opened(await startGuardedApp([CatalogueController], { issuers }));
    for (const path of ['/optional', '/lenient']) {
        await expectRefused(await app.call(path, app.issuer.token()), 'KEYS_UNAVAILABLE', 'temporarily_unavailable');
        expect(await app.anonymous(path)).toBe(200);
    }
});
test('on a class it covers the handlers that demand nothing, and a handler says otherwise', async () => {
    let MixedController = class MixedController {
        inherits() {
            return '';
        }
        demands() {
            return '';
        }
        open() {
            return '';
        }
    };
    __decorate([
        Get('inherits'),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], MixedController.prototype, "inherits", null);
    __decorate([
        Get('demands'),
        RequireScope('read'),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], MixedController.prototype, "demands", null);
    __decorate([
        Get('public'),
        Public(),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], MixedController.prototype, "open", null);
    MixedController = __decorate([
        Controller(),
        OptionalToken()
    ], MixedController);
    const app = opened(await startGuardedApp([MixedController]));
    expect([await app.anonymous('/inherits'), await app.status('/inherits')]).toEqual([200, 200]);
    expect([await app.anonymous('/demands'), await app.status('/demands')]).toEqual([401, 403]);
    expect((await app.call('/public', 'garbage')).status).toBe(200);
});
test.each([
    ['beside @Public', OptionalToken(), Public()],
    ['with a mode that does not exist', OptionalToken({ onInvalid: 'ignore' }), RequireScope('read')],
])('%s it stops the start', async (_name, first, second) => {
    let WrongController = class WrongController {
        get() {
            return '';
        }
    };
    __decorate([
        Get(),
        first,
        second,
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], WrongController.prototype, "get", null);
    WrongController = __decorate([
        Controller()
    ], WrongController);
    await expect(startGuardedApp([WrongController])).rejects.toThrow('WrongController.get');
});
test('a subclass cannot make optional what its base demands', async () => {
    class BaseController {
        x() {
            return '';
        }
    }
    __decorate([
        Get('x'),
        RequireScope('read'),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], BaseController.prototype, "x", null);
    let LooseController = class LooseController extends BaseController {
        x() {
            return '';
        }
    };
    __decorate([
        Get('x'),
        OptionalToken(),
        __metadata("design:type", Function),
        __metadata("design:paramtypes", []),
        __metadata("design:returntype", String)
    ], LooseController.prototype, "x", null);
    LooseController = __decorate([
        Controller()
    ], LooseController);
    await expect(startGuardedApp([LooseController])).rejects.toThrow("LooseController.x: opens what BaseController.x demands: a subclass cannot lose its base's demand.");
});
