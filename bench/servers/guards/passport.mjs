import { APP_GUARD } from '@nestjs/core';
import { AuthGuard, PassportModule, PassportStrategy } from '@nestjs/passport';
import { passportJwtSecret } from 'jwks-rsa';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { JSONWEBTOKEN_CHECKS } from '../contract-checks.mjs';

/** The recipe: @nestjs/passport, passport-jwt, and passportJwtSecret of jwks-rsa with its documented settings. */
export async function mount({ jwksUri }) {
  class JwtStrategy extends PassportStrategy(Strategy) {
    constructor() {
      super({
        secretOrKeyProvider: passportJwtSecret({
          cache: true,
          rateLimit: true,
          jwksRequestsPerMinute: 5,
          jwksUri,
        }),
        jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
        ...JSONWEBTOKEN_CHECKS,
      });
    }

    validate(payload) {
      return payload;
    }
  }
  return {
    imports: [PassportModule],
    providers: [JwtStrategy, { provide: APP_GUARD, useClass: AuthGuard('jwt') }],
  };
}
