import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { CLIENT_ID, USER_POOL } from '../corpus/contract.mjs';

export async function open(corpus) {
  const verifier = CognitoJwtVerifier.create({
    userPoolId: USER_POOL,
    tokenUse: 'access',
    clientId: CLIENT_ID,
  });
  verifier.cacheJwks(corpus.jwks);
  return (token) => verifier.verifySync(token) !== undefined;
}
