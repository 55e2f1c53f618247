import { isSymmetric, type SignatureAlgorithm } from '../../keys/index.js';
import type { ImportContext, KeyPart } from './import-context.js';
import { forPolicy } from './options.js';
import { isPlaceholderKey } from '../read/placeholder.js';
import { looksEncoded, readTextKey } from './text-key.js';

interface GivenKey {
  readonly text: string;
  /** Whether it stands in the file itself. */
  readonly isInFile: boolean;
}

/** The text of the key: what the caller passes counts before what the file says. */
function givenKey({ name, parameters, options }: ImportContext): GivenKey | undefined {
  const where = parameters.at('textKey');
  const passed = forPolicy(options.textKeys, name);
  if (passed !== undefined) {
    parameters.findings.add('TEXT_KEY_GIVEN', where, 'The key is the one of the option textKeys.');
    return { text: passed, isInFile: false };
  }
  const text = parameters.text('textKey');
  const isInFile = !parameters.isWithheld(where);
  if (parameters.isUnset('textKey')) return undefined;
  if (text === undefined || text.trim() === '') {
    const hint = parameters.has('jwksUrl') ? ' Or set jwtKeyOrigin: jwks, as there is a jwksUrl.' : '';
    parameters.findings.add(
      'TEXT_KEY_MISSING',
      where,
      `is needed by jwtKeyOrigin text, and exports leave it out: pass it as textKeys: { ${JSON.stringify(name)}: … }.${hint}`,
    );
    return undefined;
  }
  return { text, isInFile };
}

function warnOfSecret({ parameters }: ImportContext, { text, isInFile }: GivenKey): void {
  const where = parameters.at('textKey');
  if (isInFile)
    parameters.findings.add(
      'SECRET_IN_FILE',
      where,
      'A secret stands in the file: whoever reads it can sign tokens. Take it out and pass it as textKeys, or as $NAME in Flex.',
    );
  if (looksEncoded(text))
    parameters.findings.add(
      'SECRET_ENCODED',
      where,
      'looks like hex, Base64 or digits only: its characters are the secret as they stand, nothing is decoded, and they are easier to guess than their number says.',
    );
  if (text !== text.trim())
    parameters.findings.add(
      'LITERAL_BLANK',
      where,
      'begins or ends with a blank, which is part of the secret.',
    );
}

/** A key that stands in the policy: textKey, a secret or a public key without header and footer. */
export function convertTextKey(context: ImportContext, algorithm: SignatureAlgorithm): KeyPart {
  const { name, parameters } = context;
  const { findings } = parameters;
  const where = parameters.at('textKey');
  const given = givenKey(context);
  if (given === undefined) return {};
  if (isPlaceholderKey(given.text)) {
    findings.add(
      'TEXT_KEY_PLACEHOLDER',
      where,
      `is a placeholder that everybody knows, and jwtKeyOrigin text would verify with it: pass the key as textKeys: { ${JSON.stringify(name)}: … }.`,
    );
    return {};
  }
  const key = readTextKey(given.text, algorithm);
  if (typeof key === 'string') {
    findings.add('TEXT_KEY_INVALID', where, `${key}.`);
    return {};
  }
  if (isSymmetric(algorithm)) warnOfSecret(context, given);
  parameters.exact('jwtKeyOrigin', 'The key is at hand, and answers for every token whatever its kid.');
  parameters.exact(
    'textKey',
    isSymmetric(algorithm) ? 'The secret is this very text.' : 'A public key in PEM.',
  );
  return { keys: key };
}
