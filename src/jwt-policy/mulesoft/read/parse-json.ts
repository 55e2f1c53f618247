import { memberPath, type Findings } from '../report/finding.js';
import type { ParsedDocument } from './parse-yaml.js';

/** Deeper than any export, as in YAML. */
const MAX_DEPTH = 64;
/** More would not help. */
const MAX_REPORTED = 20;

/** An object or a list that has begun and not ended: the names seen in it, and where in it the reader is. */
interface Level {
  /** Undefined for a list. */
  readonly names: Set<string> | undefined;
  name: string;
  index: number;
}

/** The place behind a text that begins at a quotation mark. */
function endOfText(json: string, start: number): number {
  let end = start + 1;
  while (json[end] !== '"') end += json[end] === '\\' ? 2 : 1;
  return end + 1;
}

function pathOf(levels: readonly Level[]): string {
  return levels.reduce(
    (path, { names, name, index }) => (names === undefined ? `${path}[${index}]` : memberPath(path, name)),
    '',
  );
}

/** `line 3, column 5`. */
function placeOf(position: number, json: string): string {
  const before = json.slice(0, position).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

/**
 * Reports members that stand twice in one object, spelt with escapes too, of a text that JSON.parse has accepted: it keeps
 * the last alone, so that a check could be dropped in silence. False: the text nests too deeply.
 */
function reportRepeated(json: string, findings: Findings): boolean {
  const levels: Level[] = [];
  let reported = 0;
  /** The last sign that was no text: a text behind `{` or `,` is a name, where the level is an object. */
  let last = '';
  for (let at = 0; at < json.length && reported < MAX_REPORTED; at++) {
    const sign = json[at] ?? '';
    const level = levels.at(-1);
    if (sign === '"') {
      const end = endOfText(json, at);
      if (level?.names !== undefined && last !== ':') {
        level.name = JSON.parse(json.slice(at, end)) as string;
        if (level.names.has(level.name)) {
          reported += 1;
          const problem = `stands twice in one object, again at ${placeOf(at, json)}: only the last would count. Take one out.`;
          findings.add('SYNTAX_INVALID', pathOf(levels), problem);
        }
        level.names.add(level.name);
      }
      at = end - 1;
    } else if (sign === '{' || sign === '[') {
      if (levels.length === MAX_DEPTH) return false;
      levels.push({ names: sign === '{' ? new Set() : undefined, name: '', index: 0 });
    } else if (sign === '}' || sign === ']') levels.pop();
    else if (sign === ',' && level !== undefined) level.index += 1;
    if ('{[]}:,'.includes(sign)) last = sign;
  }
  return true;
}

/** Where JSON.parse stopped, if its message has the position; the rest of the message quotes the file. */
function stopOf(error: unknown, json: string): string {
  const position = /at position (\d+)/.exec((error as Error).message)?.[1];
  return position === undefined ? '' : placeOf(Number(position), json);
}

/** The document of a JSON text. What is wrong with it is reported to `findings`. */
export function parseJson(json: string, findings: Findings): readonly ParsedDocument[] {
  try {
    const value: unknown = JSON.parse(json);
    if (!reportRepeated(json, findings))
      findings.add('SYNTAX_INVALID', '', 'As JSON it is nested too deeply.');
    return findings.hasErrors ? [] : [{ path: '', value }];
  } catch (error) {
    findings.add('SYNTAX_INVALID', stopOf(error, json), 'As JSON it is not valid.');
    return [];
  }
}
