import { printable, singleLine } from '../errors/index.js';
import type { FidelityReport, Finding, FindingLevel, PolicyReport } from '../mulesoft/index.js';

const WIDTH = 8;
/** What has to be done first, first. Parameters that are exact are only counted. */
const SHOWN: readonly FindingLevel[] = ['error', 'warning', 'stricter', 'note', 'ignored'];

function lines({ level, code, path, message }: Finding): readonly string[] {
  const [first = '', ...more] = message.split('\n');
  const place = path === '' ? '' : ` ${path}`;
  return [
    `  ${level.padEnd(WIDTH)} ${code}${place}`,
    ...[first, ...more].map((line) => `  ${' '.repeat(WIDTH)} ${line}`.trimEnd()),
  ];
}

function shown(findings: readonly Finding[]): readonly string[] {
  return SHOWN.flatMap((level) => findings.filter((one) => one.level === level)).flatMap(lines);
}

function isSame(one: Finding, other: Finding): boolean {
  return one.code === other.code && one.message === other.message;
}

/** Findings that all policies have in common: printed once, so that the others can be seen. */
function constantsOf(policies: readonly PolicyReport[]): readonly Finding[] {
  const [first, ...more] = policies.filter(({ skipped }) => skipped === undefined);
  return (first?.findings ?? [])
    .filter(({ code }) => code.startsWith('STRICT_') || code === 'ID_TOKENS_ACCEPTED')
    .filter((one) => more.every(({ findings }) => findings.some((other) => isSame(one, other))))
    .map((one) => ({ ...one, path: '' }));
}

function policyLines(
  { name, path, skipped, findings }: PolicyReport,
  constants: readonly Finding[],
): readonly string[] {
  const place = path === '' ? '' : ` (${path})`;
  const exact = findings.filter(({ level }) => level === 'exact').length;
  const heading = skipped === undefined ? `${exact} parameter(s) exact` : 'skipped';
  const isConstant = (finding: Finding): boolean => constants.some((one) => isSame(one, finding));
  return ['', `${name}${place}: ${heading}`, ...shown(findings.filter((one) => !isConstant(one)))];
}

type Counts = FidelityReport['counts'];

function totals(counts: Counts): string {
  return `${counts.error} error(s), ${counts.warning} warning(s), ${counts.stricter} stricter, ${counts.ignored} ignored, ${counts.note} note(s)`;
}

function fileLines(
  { file = 'policies', findings, policies, counts }: FidelityReport,
  constants: readonly Finding[],
): readonly string[] {
  const noun = policies.length === 1 ? 'policy' : 'policies';
  return [
    `${singleLine(file)}: ${policies.length} JWT validation ${noun}, ${totals(counts)}`,
    ...shown(findings),
    ...policies.flatMap((policy) => policyLines(policy, constants)),
    '',
  ];
}

/** The reports of some files for people: what holds for every policy of all of them stands once, at the end. */
export function reportText(files: readonly FidelityReport[], counts: Counts): string {
  const constants = constantsOf(files.flatMap(({ policies }) => policies));
  const text = [
    ...files.flatMap((file) => fileLines(file, constants)),
    ...(constants.length === 0 ? [] : ['every policy:', ...shown(constants), '']),
    ...(files.length === 1 ? [] : [`${files.length} files: ${totals(counts)}`, '']),
  ].join('\n');
  return printable(text);
}
