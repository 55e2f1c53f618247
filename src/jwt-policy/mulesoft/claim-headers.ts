import { isPlainObject } from '../claims/index.js';
import type { PolicyOptions } from '../policy/index.js';
import type { ImportContext } from './import-context.js';
import { member } from './policy-source.js';

type ClaimToHeader = NonNullable<PolicyOptions['claimsToHeaders']>[number];
/** RFC 9110 §5.1: a field name is a token. */
const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/;
/** What the service itself reads of a request. */
const RESERVED =
  /^(authorization|connection|content-length|content-type|cookie|host|te|trailer|transfer-encoding|upgrade)$/i;
const MAX_HEADERS = 100;

function convertEntry(
  entry: unknown,
  path: string,
  { parameters }: ImportContext,
): ClaimToHeader | undefined {
  const claim = isPlainObject(entry) ? member(entry, 'claimName') : undefined;
  const header = isPlainObject(entry) ? member(entry, 'headerName') : undefined;
  const isName = typeof header === 'string' && FIELD_NAME.test(header) && !RESERVED.test(header);
  if (typeof claim === 'string' && claim !== '' && isName) return { claim, header };
  parameters.findings.add(
    'VALUE_INVALID',
    path,
    'must be { claimName, headerName }: a claim, and the name of a header that the service does not read itself.',
  );
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
  const names = claimsToHeaders.map(({ header }) => header.toLowerCase());
  if (new Set(names).size < names.length)
    parameters.findings.add('VALUE_INVALID', where, 'names a header twice.');
  parameters.findings.add(
    'CLAIM_HEADERS',
    where,
    'Handlers find the claims as request headers; what a client sends under these names is removed.',
  );
  return { claimsToHeaders };
}
