import type { ClaimCheckOptions } from '../../claims/index.js';
import type { IssuerOptions } from '../../options/index.js';
import type { ImportContext } from './import-context.js';
import { isExampleValue, unfilledProblem } from '../read/placeholder.js';

type AudiencePart = Pick<IssuerOptions, 'audience' | 'audienceShownAs' | 'requireAud'> & {
  readonly checks: readonly ClaimCheckOptions[];
};

const PRESENT = { describe: 'is present', run: () => true };
const NO_AUDIENCE = { describe: 'is one of no supported audiences', run: () => false };

/** The audiences of the one comma-separated text. Blanks around them are no part of them. */
function readAudiences({ parameters }: ImportContext): readonly string[] {
  const { findings } = parameters;
  const where = parameters.at('supportedAudiences');
  const text = parameters.text('supportedAudiences') ?? '';
  const audiences = [...new Set(text.split(',').map((one) => one.trim()))].filter((one) => one !== '');
  for (const audience of audiences) {
    const unfilled = unfilledProblem(audience, parameters.isWithheld(where));
    if (unfilled !== undefined) findings.add('PLACEHOLDER', where, unfilled);
    else if (isExampleValue(audience))
      findings.add('PLACEHOLDER', where, "is the example of MuleSoft's form.");
  }
  return audiences;
}

function unvalidated({ parameters }: ImportContext, isMandatory: boolean): AudiencePart {
  const { findings } = parameters;
  parameters.unused(['supportedAudiences'], 'validateAudClaim is not true');
  findings.add(
    'AUDIENCE_UNCHECKED',
    parameters.at('validateAudClaim'),
    'No audience is checked: tokens that were issued for other services pass.',
  );
  if (!isMandatory) return { audience: null, checks: [] };
  findings.add(
    'AUD_PRESENCE',
    parameters.at('mandatoryAudClaim'),
    'A token without aud is refused here, though validateAudClaim is not true; MuleSoft does not say what it does.',
  );
  return { audience: null, checks: [{ claim: 'aud', rule: PRESENT }] };
}

/** The audience: validateAudClaim, mandatoryAudClaim, supportedAudiences. */
export function convertAudience(context: ImportContext): AudiencePart {
  const { parameters } = context;
  const isMandatory = parameters.flag('mandatoryAudClaim', false);
  if (!parameters.flag('validateAudClaim', false)) return unvalidated(context, isMandatory);
  if (isMandatory)
    parameters.findings.add(
      'AUDIENCE_MANDATORY',
      parameters.at('mandatoryAudClaim'),
      'A token without aud is refused; access tokens of Amazon Cognito never have one.',
    );
  if (parameters.isUnset('supportedAudiences')) return { audience: null, checks: [] };
  const audiences = readAudiences(context);
  parameters.exact('mandatoryAudClaim', isMandatory ? 'aud must be there.' : 'A token without aud passes.');
  if (audiences.length === 0) {
    parameters.findings.add(
      'AUDIENCE_NONE',
      parameters.at('supportedAudiences'),
      `names no audience while validateAudClaim is true: every token ${isMandatory ? '' : 'with aud '}is refused. Name the audience of this service.`,
    );
    return { audience: null, checks: [{ claim: 'aud', rule: NO_AUDIENCE, mandatory: isMandatory }] };
  }
  parameters.exact('validateAudClaim', 'aud must hold one of the supported audiences, letter by letter.');
  parameters.exact('supportedAudiences', `${audiences.length} audience(s).`);
  const where = parameters.at('supportedAudiences');
  return {
    audience: audiences,
    checks: [],
    ...(!isMandatory && { requireAud: false }),
    ...(parameters.isWithheld(where) && { audienceShownAs: parameters.shown(where, '') }),
  };
}

/** Whether keys come from an Amazon Cognito user pool. */
function isCognito({ parameters }: ImportContext): boolean {
  const url = parameters.raw('jwksUrl');
  const isUsed = parameters.raw('jwtKeyOrigin') === 'jwks';
  return isUsed && typeof url === 'string' && url.includes('https://cognito-idp.');
}

function warnOfCognito(context: ImportContext): void {
  if (!isCognito(context)) return;
  const { parameters } = context;
  const names = ['mandatoryAudClaim', 'mandatoryNbfClaim'] as const;
  for (const name of names.filter((one) => parameters.peekFlag(one) === true))
    parameters.findings.add(
      'COGNITO_CLAIM',
      parameters.at(name),
      'refuses every access token of Amazon Cognito: they have neither aud nor nbf. Compare client_id by a custom claim instead.',
    );
}

function presence(claim: string, required: boolean): string {
  return required
    ? `A token without ${claim} is refused.`
    : `A token without ${claim} passes; one that is there is checked.`;
}

/** The times: mandatoryExpClaim and mandatoryNbfClaim. Both claims are checked whenever they are there. */
export function convertTimes(context: ImportContext): Pick<IssuerOptions, 'requireExp' | 'requireNbf'> {
  const { parameters } = context;
  const requireExp = parameters.flag('mandatoryExpClaim', false);
  const requireNbf = parameters.flag('mandatoryNbfClaim', false);
  parameters.exact('mandatoryExpClaim', presence('exp', requireExp));
  parameters.exact('mandatoryNbfClaim', presence('nbf', requireNbf));
  if (!requireExp)
    parameters.findings.add(
      'EXP_OPTIONAL',
      parameters.at('mandatoryExpClaim'),
      'Tokens without exp pass for ever. Set mandatoryExpClaim: true if your issuer writes exp.',
    );
  warnOfCognito(context);
  return { requireExp, requireNbf };
}
