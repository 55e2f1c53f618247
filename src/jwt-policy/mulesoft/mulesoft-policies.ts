import { JwtPolicyConfigurationError } from '../errors/index.js';
import type { JwtPolicyOptions } from '../options/index.js';
import { importPolicies } from './import-policies.js';
import { noticesOf } from './report/notices.js';
import { validateOptions, type MuleSoftOptions } from './convert/mulesoft-options.js';
import type { MuleSoftSource } from './read/read-documents.js';
import { countingFindings, placeOf, type FidelityReport } from './report/report.js';

function passedOn(options: MuleSoftOptions): Omit<JwtPolicyOptions, 'policies' | 'issuers' | 'checks'> {
  const { unmatchedRoutes, tokenCache, failFast, clock, fetch } = options;
  return {
    ...(unmatchedRoutes !== undefined && { unmatchedRoutes }),
    ...(tokenCache !== undefined && { tokenCache }),
    ...(failFast !== undefined && { failFast }),
    ...(clock !== undefined && { clock }),
    ...(fetch !== undefined && { fetch }),
  };
}

/**
 * The JWT validation policies of MuleSoft as options of `JwtPolicyModule`. `source` is the path of a file (JSON or
 * YAML), or what such a file holds: a policy as the API of API Manager writes it, an export, bare parameters, Flex
 * resources, or a list of any. Rejects with `JwtPolicyConfigurationError`, which holds everything that cannot be
 * honoured, with file, path and what to do.
 * Not imported: policies of other kinds, and contracts, which are the option `clients`.
 * @example `JwtPolicyModule.forRootAsync({ useFactory: () => muleSoftPolicies('policies.json', { env: process.env }) })`
 */
export async function muleSoftPolicies(
  source: MuleSoftSource,
  options: MuleSoftOptions = {},
): Promise<JwtPolicyOptions> {
  const validated = validateOptions(options);
  const { policies, report } = await importPolicies(source, validated);
  const errors = countingFindings(report).filter(({ level }) => level === 'error');
  if (errors.length > 0)
    throw new JwtPolicyConfigurationError(
      errors.map((error) => ({ path: placeOf(error, report.file), message: error.message })),
    );
  return { ...passedOn(validated), policies, notices: noticesOf(report) };
}

/**
 * How faithfully policies would be imported: for each what is exact, what is stricter here and why, what is ignored,
 * and what should be known. What is wrong with the policies is in the report; only wrong options reject.
 */
export async function muleSoftReport(
  source: MuleSoftSource,
  options: MuleSoftOptions = {},
): Promise<FidelityReport> {
  const { report } = await importPolicies(source, validateOptions(options));
  return report;
}
