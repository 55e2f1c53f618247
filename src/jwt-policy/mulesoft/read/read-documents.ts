import { type Findings } from '../report/finding.js';
import { parseJson } from './parse-json.js';
import { parseYaml, type ParsedDocument } from './parse-yaml.js';
import { readPolicyFile } from './read-file.js';

/** What `muleSoftPolicies` takes: the path of a file, or what such a file holds. */
export type MuleSoftSource = string | object | readonly object[];

function isYaml(path: string, text: string): boolean {
  if (/\.ya?ml$/i.test(path)) return true;
  return !/\.json$/i.test(path) && !/^\s*[{[]/.test(text);
}

/** The documents of a source. What cannot be read is told to `findings`. */
export async function readDocuments(
  source: MuleSoftSource,
  findings: Findings,
): Promise<readonly ParsedDocument[]> {
  if (typeof source !== 'string') return [{ path: '', value: source }];
  const file = await readPolicyFile(source);
  if ('problem' in file) {
    findings.add('FILE_UNREADABLE', '', `The file ${file.problem}.`);
    return [];
  }
  const text = file.text.replace(/^\uFEFF/, '');
  if (!isYaml(source, text)) return parseJson(text, findings);
  const documents = await parseYaml(text);
  if (!('code' in documents)) return documents;
  findings.add(documents.code, documents.path, documents.message);
  return [];
}
