import { isPlainObject } from '../../claims/index.js';
import { quote } from '../../errors/index.js';
import {
  claimToHeaderProblem,
  repeatedHeader,
  type ClaimToHeader,
  type PolicyOptions,
} from '../../options/index.js';
import { below } from '../report/finding.js';
import type { ImportContext } from './import-context.js';
import { member } from '../read/policy-source.js';

const MAX_HEADERS = 100;

function convertEntry(
  entry: unknown,
  path: string,
  { parameters }: ImportContext,
): ClaimToHeader | undefined {
  const claim = isPlainObject(entry) ? member(entry, 'claimName') : undefined;
  const header = isPlainObject(entry) ? member(entry, 'headerName') : undefined;
  const problem =
    typeof claim === 'string' && typeof header === 'string'
      ? claimToHeaderProblem({ claim, header })
      : 'both are texts.';
  if (['claimName', 'headerName'].some((name) => parameters.isWithheld(below(path, name)))) {
    const unseen =
      'must stand in the file as they are: names are shown, and what the environment gave is not.';
    parameters.findings.add('VALUE_INVALID', path, unseen);
    return undefined;
  }
  if (problem === undefined) return { claim, header } as ClaimToHeader;
  parameters.findings.add('VALUE_INVALID', path, `must be { claimName, headerName }: ${problem}`);
  return undefined;
}

/** claimsToHeaders: claims that the handlers find as headers of the request. */
export function convertClaimsToHeaders(context: ImportContext): Pick<PolicyOptions, 'claimsToHeaders'> {
  const { parameters } = context;
  const list = parameters.raw('claimsToHeaders') ?? [];
  if (!Array.isArray(list) || list.length > MAX_HEADERS) {
    parameters.invalid(
      'claimsToHeaders',
      `must be a list of { claimName, headerName }, ${MAX_HEADERS} at most.`,
    );
    return {};
  }
  if (list.length === 0) return {};
  const where = parameters.at('claimsToHeaders');
  const claimsToHeaders = list.flatMap(
    (entry: unknown, index) => convertEntry(entry, `${where}[${index}]`, context) ?? [],
  );
  const repeated = repeatedHeader(claimsToHeaders);
  if (repeated !== undefined)
    parameters.findings.add('VALUE_INVALID', where, `names the header ${quote(repeated)} twice.`);
  parameters.findings.add(
    'CLAIM_HEADERS',
    where,
    'Handlers find the claims as request headers; what a client sends under these names is removed.',
  );
  return { claimsToHeaders };
}
