import type { FidelityReport, Finding, FindingLevel, PolicyReport } from '../mulesoft/index.js';

/** What JSON leaves as it is and a terminal may obey or hide; line ends stay. */
const UNSEEN = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu;
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

function policyLines({ name, path, skipped, findings }: PolicyReport): readonly string[] {
  const place = path === '' ? '' : ` (${path})`;
  const exact = findings.filter(({ level }) => level === 'exact').length;
  const heading = skipped === undefined ? `${exact} parameter(s) exact` : 'skipped';
  return ['', `${name}${place}: ${heading}`, ...shown(findings)];
}

/** A report for people. */
export function reportText({ file, findings, policies, counts }: FidelityReport): string {
  const total = `${counts.error} error(s), ${counts.warning} warning(s), ${counts.stricter} stricter, ${counts.ignored} ignored, ${counts.note} note(s)`;
  const noun = policies.length === 1 ? 'policy' : 'policies';
  const text = [
    `${file ?? 'policies'}: ${policies.length} JWT validation ${noun}, ${total}`,
    ...shown(findings),
    ...policies.flatMap(policyLines),
    '',
  ].join('\n');
  return text.replaceAll(UNSEEN, '?');
}
