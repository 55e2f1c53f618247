import { APP_GUARD } from '@nestjs/core';
import jsonwebtoken from 'jsonwebtoken';
import { JwksClient } from 'jwks-rsa';
import { bearerOf, globalGuard, JSONWEBTOKEN_CHECKS } from '../contract-checks.mjs';

/** The guard most write by hand: getSigningKey of jwks-rsa, and its PEM to jsonwebtoken. */
export async function mount({ jwksUri }) {
  const client = new JwksClient({ jwksUri, cache: true, rateLimit: true });
  return globalGuard(APP_GUARD, async (context) => {
    const token = bearerOf(context);
    const { kid } = jsonwebtoken.decode(token, { complete: true }).header;
    const key = await client.getSigningKey(kid);
    context.switchToHttp().getRequest().user = jsonwebtoken.verify(
      token,
      key.getPublicKey(),
      JSONWEBTOKEN_CHECKS,
    );
    return true;
  });
}
