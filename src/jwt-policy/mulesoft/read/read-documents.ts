import { type Findings } from '../report/finding.js';
import { parseJson } from './parse-json.js';
import { parseYaml, type ParsedDocument } from './parse-yaml.js';
import { decodePolicyFile, readPolicyFile } from './read-file.js';

/** What `muleSoftPolicies` takes: the path of a file, its bytes, or what such a file holds. */
export type MuleSoftSource = string | Uint8Array | object | readonly object[];

/** Files that hold policies and cannot be read, and what to do. */
const FOREIGN_FILES: ReadonlyMap<string, string> = new Map([
  ['tf', 'Terraform; write what configuration_data stands for into a JSON file'],
  ['xml', 'XML; export the policies of the API from API Manager as JSON'],
  ['properties', 'a list of properties; write the parameters as JSON or YAML'],
]);

function foreignFile(path: string): string | undefined {
  const ending = /\.(\w+)$/.exec(path)?.[1] ?? '';
  return FOREIGN_FILES.get(ending.toLowerCase());
}

function isYaml(path: string, text: string): boolean {
  if (/\.ya?ml$/i.test(path)) return true;
  return !/\.json$/i.test(path) && !/^\s*[{[]/.test(text);
}

/** The documents of a source. What cannot be read is reported to `findings`. */
export async function readDocuments(
  source: MuleSoftSource,
  findings: Findings,
): Promise<readonly ParsedDocument[]> {
  const isBytes = source instanceof Uint8Array;
  if (typeof source !== 'string' && !isBytes) return [{ path: '', value: source }];
  const file = isBytes ? decodePolicyFile(source) : await readPolicyFile(source);
  if ('problem' in file) {
    findings.add('FILE_UNREADABLE', '', `The file ${file.problem}.`);
    return [];
  }
  const path = isBytes ? '' : source;
  const foreign = foreignFile(path);
  if (foreign !== undefined) {
    findings.add('SHAPE_UNKNOWN', '', `The file is ${foreign}.`);
    return [];
  }
  const text = file.text.replace(/^\uFEFF/, '');
  if (!isYaml(path, text)) return parseJson(text, findings);
  const documents = await parseYaml(text);
  if (!('code' in documents)) return documents;
  findings.add(documents.code, documents.path, documents.message);
  return [];
}
