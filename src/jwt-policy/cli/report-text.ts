import type { FidelityReport, Finding, PolicyReport } from '../mulesoft/index.js';

/** What JSON leaves as it is and a terminal may obey or hide; line ends stay. */
const UNSEEN = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu;
const WIDTH = 8;

function lines({ level, code, path, message }: Finding): readonly string[] {
  const [first = '', ...more] = message.split('\n');
  const place = path === '' ? '' : ` ${path}`;
  return [
    `  ${level.padEnd(WIDTH)} ${code}${place}`,
    ...[first, ...more].map((line) => `  ${' '.repeat(WIDTH)} ${line}`.trimEnd()),
  ];
}

function policyLines({ name, path, skipped, findings }: PolicyReport): readonly string[] {
  const place = path === '' ? '' : ` (${path})`;
  const exact = findings.filter(({ level }) => level === 'exact').length;
  const rest = findings.filter(({ level }) => level !== 'exact');
  const heading = skipped === undefined ? `${exact} parameter(s) exact` : 'skipped';
  return ['', `${name}${place}: ${heading}`, ...rest.flatMap(lines)];
}

/** A report for people. Parameters that are exact are only counted. */
export function reportText({ file, findings, policies, counts }: FidelityReport): string {
  const total = `${counts.error} error(s), ${counts.warning} warning(s), ${counts.stricter} stricter, ${counts.ignored} ignored, ${counts.note} note(s)`;
  const text = [
    `${file ?? 'policies'}: ${policies.length} JWT validation policies, ${total}`,
    ...findings.flatMap(lines),
    ...policies.flatMap(policyLines),
    '',
  ].join('\n');
  return text.replaceAll(UNSEEN, '?');
}
