import { isExpression, type CompiledExpression } from '../../expressions/index.js';
import type { PolicyOptions } from '../../options/index.js';
import type { ImportContext } from './import-context.js';
import { compileParameter } from './compile-parameter.js';

const DEFAULT_EXPRESSION = '#[vars.claimSet.client_id]';

/**
 * The expression that gives the client id; undefined where it cannot be used. The client of a token is who its issuer
 * says: not the same for all tokens, and not what the caller claims.
 */
function compileClientId(text: string, context: ImportContext): CompiledExpression | undefined {
  const { findings } = context.parameters;
  const where = context.parameters.at('clientIdExpression');
  const outcome = isExpression(text) ? compileParameter(text, 'String', where, context) : undefined;
  const compiled = outcome && 'compiled' in outcome ? outcome.compiled : undefined;
  if (outcome !== undefined && 'problem' in outcome)
    findings.add('EXPRESSION_INVALID', where, outcome.problem);
  else if (compiled === undefined || compiled.reads.size === 0)
    findings.add(
      'EXPRESSION_INVALID',
      where,
      `is the same for every token, so that every caller would be the same client; write ${DEFAULT_EXPRESSION}.`,
    );
  else if (compiled.reads.has('attributes'))
    findings.add(
      'CALLER_CHOOSES',
      where,
      `reads what the caller sends beside the token, so that callers choose whose contract counts; read claims, as ${DEFAULT_EXPRESSION} does.`,
    );
  return compiled;
}

/** Client ids: skipClientIdValidation and clientIdExpression; what contracts are on MuleSoft is a registry here. */
export function convertClientCheck(context: ImportContext): Pick<PolicyOptions, 'clients'> {
  const { parameters, options } = context;
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
  const compiled = compileClientId(text, context);
  parameters.exact('skipClientIdValidation', 'The client must be approved in the registry that was passed.');
  parameters.exact(
    'clientIdExpression',
    `The client id is ${parameters.shown(parameters.at('clientIdExpression'), text)}.`,
  );
  if (options.clients === undefined) return {};
  const clientId = {
    describe: `the client id of expression ${parameters.shown(parameters.at('clientIdExpression'), text)}`,
    // What cannot be compiled is an error: the policy counts for nothing.
    read: compiled?.evaluate ?? (() => undefined),
  };
  return { clients: { registry: options.clients, clientId } };
}
