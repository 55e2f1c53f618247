import type { CompiledExpression } from '../../expressions/index.js';
import {
  isSymmetric,
  UNVERIFIED,
  type SignatureAlgorithm,
  type DerivedKeyOptions,
  type StaticKeyOptions,
} from '../../keys/index.js';
import type { PolicyOptions } from '../../options/index.js';
import type { ImportContext, KeyPart } from './import-context.js';
import { readTextKey } from './text-key.js';
import { tryCompile } from './try-compile.js';

const DEFAULT_EXPRESSION = "#[authentication.properties['key_to_your_public_pem_certificate']]";
/** Earlier policies establish one key, or one for each of a few tenants. */
const MAX_KEYS = 64;

/** Reads keys from texts, each only once while it is in use: the same text gives the same object. */
class TextKeys {
  private readonly keys = new Map<string, StaticKeyOptions | undefined>();

  constructor(private readonly algorithm: SignatureAlgorithm) {}

  read(text: string): StaticKeyOptions | undefined {
    if (this.keys.has(text)) return this.keys.get(text);
    const read = readTextKey(text, this.algorithm);
    const key = typeof read === 'string' ? undefined : read;
    for (const oldest of this.keys.keys()) {
      if (this.keys.size < MAX_KEYS) break;
      this.keys.delete(oldest);
    }
    this.keys.set(text, key);
    return key;
  }
}

function derivedKey(expression: CompiledExpression, algorithm: SignatureAlgorithm): DerivedKeyOptions {
  const keys = new TextKeys(algorithm);
  return {
    describe: `the key of expression ${expression.source}`,
    derive(callContext) {
      const text = expression.evaluate(callContext);
      return typeof text === 'string' && text !== '' ? keys.read(text) : undefined;
    },
  };
}

/** Whether the policy verifies signatures, so that a later one may believe what it has established. */
function isSigned({ issuers }: PolicyOptions): boolean {
  return issuers.every(({ keys }) => keys !== UNVERIFIED);
}

/** A key that an earlier policy has established: customKeyExpression. */
export function convertDerivedKey(context: ImportContext, algorithm: SignatureAlgorithm): KeyPart {
  const { parameters, earlier } = context;
  const { findings } = parameters;
  const where = parameters.at('customKeyExpression');
  const text = parameters.text('customKeyExpression') ?? DEFAULT_EXPRESSION;
  const outcome = tryCompile(text, 'String', where, context);
  if ('problem' in outcome) {
    findings.add('EXPRESSION_INVALID', where, outcome.problem);
    return {};
  }
  const { compiled } = outcome;
  if (compiled.reads.has('attributes') || compiled.reads.has('vars')) {
    findings.add(
      'KEY_FROM_CALLER',
      where,
      'reads what the caller sends: who sends the token would choose the key that verifies it. A key may be read from authentication only.',
    );
    return {};
  }
  const isEstablished = compiled.reads.has('authentication');
  if (isEstablished && isSymmetric(algorithm)) {
    findings.add(
      'KEY_FROM_CALLER',
      where,
      'reads what earlier tokens say, and signingMethod is hmac: callers can read their own tokens, so that they would know the secret and could sign. Use rsa or es, or jwtKeyOrigin text.',
    );
    return {};
  }
  if (isEstablished && !earlier.some(isSigned))
    findings.add(
      'NEVER_PASSES',
      where,
      'reads what earlier policies have established, and no policy before this one verifies a signature: there is never a key, and calls get 503. Give a policy that does a lower order.',
    );
  parameters.exact('jwtKeyOrigin', 'The key is what the expression gives at each call.');
  parameters.exact('customKeyExpression', 'Where it gives no key, calls get 503.');
  return { keys: derivedKey(compiled, algorithm) };
}
