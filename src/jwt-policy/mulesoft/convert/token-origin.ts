import { tokenExpression } from '../../expressions/index.js';
import type { PolicyOptions } from '../../options/index.js';
import type { ImportContext } from './import-context.js';
import { withheldProblem } from './compile-parameter.js';

const DEFAULT_EXPRESSION = "#[attributes.headers['jwt']]";

/** Where the token is read: jwtOrigin and jwtExpression. */
export function convertTokenOrigin({ parameters }: ImportContext): Pick<PolicyOptions, 'origin'> {
  const origins = ['httpBearerAuthenticationHeader', 'customExpression'] as const;
  const origin = parameters.choice('jwtOrigin', origins, 'httpBearerAuthenticationHeader');
  if (origin === undefined) return {};
  if (origin === 'httpBearerAuthenticationHeader') {
    parameters.exact('jwtOrigin', 'The token is read from the header Authorization: Bearer.');
    parameters.unused(['jwtExpression'], 'jwtOrigin is not customExpression');
    return {};
  }
  const text = parameters.text('jwtExpression') ?? DEFAULT_EXPRESSION;
  const { problem, ...source } = tokenExpression(text);
  const where = parameters.at('jwtExpression');
  const shown = parameters.shown(where, text);
  if (problem !== undefined)
    parameters.findings.add(
      'EXPRESSION_INVALID',
      where,
      parameters.isWithheld(where) ? withheldProblem(shown) : problem,
    );
  parameters.exact('jwtOrigin', `The token is read by ${shown}.`);
  parameters.exact('jwtExpression', 'It is evaluated at each call; what it gives is the bare token.');
  return { origin: { ...source, describe: `the token of expression ${shown}` } };
}
