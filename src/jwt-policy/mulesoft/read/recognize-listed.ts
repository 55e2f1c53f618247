import { isPlainObject } from '../../claims/index.js';
import { below, Findings } from '../report/finding.js';
import { parseJson } from './parse-json.js';
import { member } from './policy-source.js';

/** The members of a policy as `anypoint-cli-v4 api-mgr policy list -o json` names them. */
const COLUMNS: ReadonlyMap<string, string> = new Map([
  ['asset id', 'assetId'],
  ['configuration', 'configuration'],
  ['order', 'order'],
  ['disabled', 'disabled'],
  ['label', 'label'],
  ['pointcut', 'pointcutData'],
  ['pointcut data', 'pointcutData'],
]);
/** Columns that hold JSON as text. */
const JSON_COLUMNS: ReadonlySet<string> = new Set(['configuration', 'pointcutData']);

/** Whether an object is a policy as the command line of MuleSoft lists it. */
export function isListedPolicy(value: Readonly<Record<string, unknown>>): boolean {
  return Object.hasOwn(value, 'Asset ID');
}

/** The value that a column holds as text; a column without text has none. */
function parseColumn(text: string, path: string, file: Findings): unknown {
  if (text.trim() === '') return undefined;
  const problems = new Findings();
  const [document] = parseJson(text, problems);
  for (const { path: place, message } of problems.list)
    file.add('SYNTAX_INVALID', place === '' ? path : `${path}: ${place}`, message);
  return document?.value;
}

/** A listed policy with the names that the API of API Manager uses. */
export function readListedPolicy(
  listed: Readonly<Record<string, unknown>>,
  path: string,
  file: Findings,
): Record<string, unknown> {
  const policy: Record<string, unknown> = {};
  for (const column of Object.keys(listed)) {
    const name = COLUMNS.get(column.toLowerCase());
    if (name === undefined) continue;
    const value = member(listed, column);
    policy[name] =
      typeof value === 'string' && JSON_COLUMNS.has(name)
        ? parseColumn(value, below(path, column), file)
        : value === ''
          ? undefined
          : value;
  }
  // A configuration that is missing is reported like any other that is no object.
  return isPlainObject(policy['configuration']) ? policy : { configuration: undefined, ...policy };
}
