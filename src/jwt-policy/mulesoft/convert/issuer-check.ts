import { quote } from '../../errors/index.js';
import type { IssuerOptions } from '../../options/index.js';
import { comparesIssuer } from './custom-claims.js';
import type { ImportContext } from './import-context.js';
import { forPolicy } from './mulesoft-options.js';

/** The issuer: the policy has no parameter for it, so that only the option `issuer` or a custom claim checks it. */
export function convertIssuer(context: ImportContext): Pick<IssuerOptions, 'issuer'> {
  const { name, parameters, options } = context;
  const { findings, path } = parameters;
  const issuer = forPolicy(options.issuer, name);
  const compared = comparesIssuer(context);
  if (issuer !== undefined)
    findings.add(
      'STRICT_ISSUER',
      path,
      `iss must be ${quote(issuer, 200)} (option issuer); MuleSoft checks none.`,
    );
  else if (compared === 'never')
    findings.add(
      'ISSUER_UNCHECKED',
      path,
      'No issuer is checked, as on MuleSoft. Add one: the option issuer, or a mandatory custom claim iss.',
    );
  else
    findings.add(
      'ISSUER_BY_CLAIM',
      path,
      compared === 'always'
        ? 'The issuer is checked by a custom claim.'
        : 'The issuer is checked by a custom claim that is not mandatory: tokens without iss pass.',
    );
  return { issuer: issuer ?? null };
}
