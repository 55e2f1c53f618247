import { UNVERIFIED, type SignatureAlgorithm } from '../../keys/index.js';
import { convertDerivedKey } from './derived-key.js';
import type { ImportContext, KeyPart } from './import-context.js';
import { convertJwks } from './key-sets.js';
import { isProduction } from './options.js';
import type { ParameterName } from '../read/parameter-names.js';
import { convertTextKey } from './text-keys.js';

const FAMILIES = { rsa: 'RS', hmac: 'HS', es: 'ES' } as const;
const TEXT: readonly ParameterName[] = ['textKey'];
const JWKS: readonly ParameterName[] = ['jwksUrl', 'jwksServiceTimeToLive', 'jwksServiceConnectionTimeout'];
const EXPRESSION: readonly ParameterName[] = ['customKeyExpression'];

function convertUnsigned({ parameters, options }: ImportContext): KeyPart {
  parameters.unused(
    ['signingKeyLength', 'jwtKeyOrigin', ...TEXT, ...JWKS, ...EXPRESSION],
    'signingMethod is none',
  );
  const where = parameters.at('signingMethod');
  const { findings } = parameters;
  if (options.acceptUnsignedTokens !== true)
    findings.add(
      'UNSIGNED_REFUSED',
      where,
      'is none: anybody can write tokens that pass. Choose rsa, es or hmac; or say acceptUnsignedTokens: true.',
    );
  else if (isProduction(options) && options.acceptUnsignedTokensInProduction !== true)
    findings.add(
      'UNSIGNED_REFUSED',
      where,
      'is none, and this is production (env.NODE_ENV is neither development nor test): say acceptUnsignedTokensInProduction: true as well.',
    );
  else
    findings.add('UNSIGNED_ACCEPTED', where, 'is none: no signature is verified, anybody can write tokens.');
  return { keys: UNVERIFIED };
}

function algorithmOf({ parameters }: ImportContext, method: keyof typeof FAMILIES): SignatureAlgorithm {
  const given = parameters.raw('signingKeyLength');
  const text = typeof given === 'number' ? String(given) : typeof given === 'string' ? given.trim() : given;
  const length = (['256', '384', '512'] as const).find((one) => one === text);
  if (length === undefined && given !== undefined)
    parameters.invalid('signingKeyLength', 'must be 256, 384 or 512.');
  const algorithm: SignatureAlgorithm = `${FAMILIES[method]}${length ?? '256'}`;
  parameters.exact('signingMethod', `Tokens must be signed with ${algorithm}.`);
  parameters.exact('signingKeyLength', `Tokens must be signed with ${algorithm}.`);
  return algorithm;
}

/** How signatures are judged: signingMethod, signingKeyLength, jwtKeyOrigin and what each origin needs. */
export function convertVerificationKeys(context: ImportContext): KeyPart {
  const { parameters } = context;
  const method = parameters.choice('signingMethod', ['rsa', 'hmac', 'es', 'none'], 'rsa');
  if (method === 'none') return convertUnsigned(context);
  if (parameters.isUnset('signingMethod') || parameters.isUnset('jwtKeyOrigin')) return {};
  const algorithm = algorithmOf(context, method);
  const origin = parameters.choice('jwtKeyOrigin', ['text', 'jwks', 'customExpression'], 'text');
  if (origin === 'jwks') {
    parameters.unused([...TEXT, ...EXPRESSION], 'jwtKeyOrigin is jwks');
    if (method !== 'hmac') return { algorithms: [algorithm], ...convertJwks(context) };
    parameters.findings.add(
      'COMBINATION_INVALID',
      parameters.at('jwtKeyOrigin'),
      'jwks goes with the signing methods rsa and es only: a published set has no secrets. Use text for hmac.',
    );
    return {};
  }
  if (origin === 'customExpression') {
    parameters.unused([...TEXT, ...JWKS], 'jwtKeyOrigin is customExpression');
    return { algorithms: [algorithm], ...convertDerivedKey(context, algorithm) };
  }
  const key = convertTextKey(context, algorithm);
  parameters.unused([...JWKS, ...EXPRESSION], 'jwtKeyOrigin is text');
  return { algorithms: [algorithm], ...key };
}
