import { type Findings } from './finding.js';
import { parseYaml, type ParsedDocument } from './parse-yaml.js';
import { readPolicyFile } from './read-file.js';

/** What `muleSoftPolicies` takes: the path of a file, or what such a file holds. */
export type MuleSoftSource = string | object | readonly object[];

function isYaml(path: string, text: string): boolean {
  if (/\.ya?ml$/i.test(path)) return true;
  return !/\.json$/i.test(path) && !/^\s*[{[]/.test(text);
}

/** `line 3, column 5`, as far as the message of JSON.parse tells; the rest of it quotes the file. */
function placeOf(error: unknown, text: string): string {
  const position = /at position (\d+)/.exec((error as Error).message)?.[1];
  if (position === undefined) return '';
  const before = text.slice(0, Number(position)).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

function parseJson(text: string, findings: Findings): readonly ParsedDocument[] {
  try {
    return [{ path: '', value: JSON.parse(text) as unknown }];
  } catch (error) {
    findings.add('SYNTAX_INVALID', placeOf(error, text), 'As JSON it is not valid.');
    return [];
  }
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
