import { clientIdExpression, isExpression } from '../expressions/index.js';
import type { PolicyOptions } from '../policy/index.js';
import type { ImportContext } from './import-context.js';

const DEFAULT_EXPRESSION = '#[vars.claimSet.client_id]';

/** Client ids: skipClientIdValidation and clientIdExpression; what contracts are on MuleSoft is a registry here. */
export function convertClientCheck({ parameters, options }: ImportContext): Pick<PolicyOptions, 'clients'> {
  const { findings } = parameters;
  const where = parameters.at('skipClientIdValidation');
  const skips = parameters.flag('skipClientIdValidation', false);
  const isUnknown =
    parameters.isUnset('skipClientIdValidation') || parameters.isInvalidFlag('skipClientIdValidation');
  if (isUnknown) return {};
  if (skips) {
    parameters.exact('skipClientIdValidation', 'Clients are not looked up.');
    parameters.unused(['clientIdExpression'], 'skipClientIdValidation is true');
    findings.add('CLIENT_UNCHECKED', where, 'A token of any client of the issuer passes.');
    return {};
  }
  if (options.clients === undefined)
    findings.add(
      'CLIENTS_MISSING',
      where,
      "is not true, so that the client of a token needs an approved contract, and contracts are not in the file. Pass them as clients: { 'client id': { name, status: 'approved' } } or as a registry with find(clientId); or set skipClientIdValidation: true.",
    );
  const text = parameters.text('clientIdExpression') ?? DEFAULT_EXPRESSION;
  const clientId = clientIdExpression(text);
  const expression = parameters.at('clientIdExpression');
  if (!isExpression(text))
    findings.add(
      'EXPRESSION_INVALID',
      expression,
      `is a literal, and would give every token the same client; write ${DEFAULT_EXPRESSION}.`,
    );
  else if (clientId.problem !== undefined) findings.add('EXPRESSION_INVALID', expression, clientId.problem);
  parameters.exact('skipClientIdValidation', 'The client must be approved in the registry that was passed.');
  parameters.exact('clientIdExpression', `The client id is ${text}.`);
  return options.clients === undefined ? {} : { clients: { registry: options.clients, clientId } };
}
