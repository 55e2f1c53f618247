var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { IsIn, IsOptional, Matches, Validate } from 'class-validator';
import { IntegerSetting } from './integer-setting.decorator.js';
import { KeySetUrl } from './key-set-url.constraint.js';
import { ListSetting } from './list-setting.decorator.js';
import { LocalIssuerSettings } from './local-issuer.settings.js';
import { shown } from './shown.js';
/** The frameworks the service runs on. */
export const HTTP_ADAPTERS = ['express', 'fastify'];
/** The positions of a switch. */
export const SWITCH_POSITIONS = ['on', 'off'];
/** Said as JWT_AUDIENCE: the issuer puts no `aud` into its access tokens, so none is looked for. */
export const UNCHECKED = 'unchecked';
/** The algorithms a published key set can serve: asymmetric ones. */
export const ALGORITHMS = [
    'RS256',
    'RS384',
    'RS512',
    'PS256',
    'PS384',
    'PS512',
    'ES256',
    'ES384',
    'ES512',
    'EdDSA',
    'Ed25519',
];
/** The settings of the service. A property is the variable of that name, its initial value the default. */
export class ServiceSettings extends LocalIssuerSettings {
    constructor() {
        super(...arguments);
        /** Address the service listens on. @default '127.0.0.1' */
        this.HOST = '127.0.0.1';
        /** Port the service listens on; 0 lets the system choose. @default 3000 */
        this.PORT = 3000;
        /** Framework the service runs on. @default 'express' */
        this.HTTP_ADAPTER = 'express';
        /** Accepted signature algorithms. @default ['RS256'] */
        this.JWT_ALGORITHMS = ['RS256'];
        /** How far clocks may be apart, in seconds. @default 60 */
        this.JWT_CLOCK_TOLERANCE_SECONDS = 60;
        /** How long a fetched key set is fresh, in minutes. @default 60 */
        this.JWKS_CACHE_TTL_MINUTES = 60;
        /** The longest one fetch of a key set may take, in milliseconds. @default 5000 */
        this.JWKS_TIMEOUT_MS = 5000;
        /** Whether verified tokens are remembered, so that the next call with one costs no signature. @default 'on' */
        this.TOKEN_CACHE = 'on';
    }
}
__decorate([
    Matches(/^[\w.:-]+$/, {
        message: '$property must be an IP address or a host name, without scheme, port or blanks, such as 127.0.0.1.',
    }),
    __metadata("design:type", String)
], ServiceSettings.prototype, "HOST", void 0);
__decorate([
    IntegerSetting(0, 65535, 'the port of the service (0: the system chooses one)'),
    __metadata("design:type", Number)
], ServiceSettings.prototype, "PORT", void 0);
__decorate([
    IsIn(HTTP_ADAPTERS, {
        message: ({ value }) => `HTTP_ADAPTER must be express or fastify, but is ${shown(value)}.`,
    }),
    __metadata("design:type", Object)
], ServiceSettings.prototype, "HTTP_ADAPTER", void 0);
__decorate([
    IsOptional(),
    Matches(/^\S+$/, {
        message: '$property must be the issuer exactly as tokens name it in "iss", without blanks.',
    }),
    __metadata("design:type", String)
], ServiceSettings.prototype, "JWT_ISSUER", void 0);
__decorate([
    IsOptional(),
    Validate(KeySetUrl),
    __metadata("design:type", String)
], ServiceSettings.prototype, "JWKS_URI", void 0);
__decorate([
    IsOptional(),
    ListSetting(),
    __metadata("design:type", Array)
], ServiceSettings.prototype, "JWT_AUDIENCE", void 0);
__decorate([
    ListSetting(),
    IsIn(ALGORITHMS, {
        each: true,
        message: `$property may list ${ALGORITHMS.join(', ')}. HMAC and "none" cannot be used with a published key set.`,
    }),
    __metadata("design:type", Array)
], ServiceSettings.prototype, "JWT_ALGORITHMS", void 0);
__decorate([
    IntegerSetting(0, 300, 'how far the clocks of issuer and service may be apart, in seconds'),
    __metadata("design:type", Number)
], ServiceSettings.prototype, "JWT_CLOCK_TOLERANCE_SECONDS", void 0);
__decorate([
    IntegerSetting(1, 1440, 'how long a fetched key set is fresh, in minutes'),
    __metadata("design:type", Number)
], ServiceSettings.prototype, "JWKS_CACHE_TTL_MINUTES", void 0);
__decorate([
    IntegerSetting(100, 60_000, 'the longest one fetch of the key set may take, in milliseconds'),
    __metadata("design:type", Number)
], ServiceSettings.prototype, "JWKS_TIMEOUT_MS", void 0);
__decorate([
    IsIn(SWITCH_POSITIONS, {
        message: ({ value }) => `TOKEN_CACHE must be on or off, but is ${shown(value)}.`,
    }),
    __metadata("design:type", Object)
], ServiceSettings.prototype, "TOKEN_CACHE", void 0);
