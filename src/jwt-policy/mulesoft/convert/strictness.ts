import { DANGEROUSLY_UNSIGNED } from '../../keys/index.js';
import type { ImportContext, KeyPart } from './import-context.js';

/**
 * Reports what holds in every policy: what this library refuses where MuleSoft lets it pass or says nothing, and what it
 * accepts only because MuleSoft does.
 */
export function reportStrictness({ parameters, options }: ImportContext, { keys }: KeyPart): void {
  const { findings } = parameters;
  findings.add(
    'STRICT_TOKEN',
    parameters.path,
    'Tokens with crit or a b64 that is not true, in more than one spelling, or longer than 16 KiB are refused: they can mean one thing here and another elsewhere.',
  );
  findings.add(
    'STRICT_TIMES',
    parameters.path,
    'exp, nbf and iat must be finite numbers; exp at this very second, and iat in the future, are refused. No clock tolerance, as on MuleSoft.',
  );
  if (keys !== DANGEROUSLY_UNSIGNED)
    findings.add(
      'STRICT_KEYS',
      parameters.path,
      'RSA keys need 2048 bits, EC keys the curve of the algorithm, and use, key_ops and alg of a key count.',
    );
  if (options.acceptBoundTokens !== true)
    findings.add(
      'STRICT_BOUND',
      parameters.path,
      'Tokens that are bound to a key (cnf) are refused as bearer tokens; acceptBoundTokens: true accepts them.',
    );
  findings.add(
    'ID_TOKENS_ACCEPTED',
    parameters.path,
    'Id tokens and refresh tokens of the same issuer pass where their claims do, as on MuleSoft. A custom claim such as token_use tells them apart.',
  );
}
