import { quote } from '../../errors/index.js';
import type { StartNotice } from '../../options/index.js';
import type { Finding, FindingCode, FindingLevel } from './finding.js';
import { placeOf, type FidelityReport, type PolicyReport } from './report.js';

/** The module logs these itself, as checks that are switched off. */
const LOGGED_BY_MODULE: ReadonlySet<FindingCode> = new Set([
  'ISSUER_UNCHECKED',
  'AUDIENCE_UNCHECKED',
  'EXP_OPTIONAL',
  'ID_TOKENS_ACCEPTED',
]);

/** A dropped policy is no fault of the file, but is logged as a warning, as every opt-out is. */
function isLoggedAsWarning({ level, code }: Finding): boolean {
  return level === 'warning' || code === 'POLICY_DROPPED';
}

function warnings(findings: readonly Finding[], file: string | undefined): readonly StartNotice[] {
  return findings.filter(isLoggedAsWarning).map((finding) => ({
    level: 'warn',
    message: `${finding.code} at ${placeOf(finding, file)}: ${finding.message}`,
  }));
}

function ignoredPaths(findings: readonly Finding[]): string {
  const paths = findings.filter(({ level }) => level === 'ignored').map(({ path }) => path);
  return paths.length === 0 ? '' : `ignored: ${paths.join(', ')}`;
}

function summary(policy: string, { skipped, findings }: PolicyReport): string {
  if (skipped !== undefined) return `${policy}: ${skipped}`;
  const count = (level: FindingLevel): number => findings.filter((one) => one.level === level).length;
  const counts = `${count('exact')} parameter(s) exact, ${count('stricter')} point(s) stricter, ${count('warning')} warning(s)`;
  return `${policy}: ${[counts, ignoredPaths(findings)].filter((part) => part !== '').join('; ')}.`;
}

/** Each sentence of a level once, with the names of the policies that it is about. */
function grouped(policies: readonly PolicyReport[], level: FindingLevel): ReadonlyMap<string, string[]> {
  const names = new Map<string, string[]>();
  for (const { name, findings } of policies) {
    const said = findings.filter((one) => one.level === level && !LOGGED_BY_MODULE.has(one.code));
    for (const message of new Set(said.map((one) => one.message)))
      names.set(message, [...(names.get(message) ?? []), quote(name)]);
  }
  return names;
}

function reported(policies: readonly PolicyReport[], level: FindingLevel, verb: string): readonly string[] {
  return [...grouped(policies, level)].map(([message, names]) => {
    const isEvery = names.length > 1 && names.length === policies.length;
    return `${isEvery ? 'Every MuleSoft policy' : `MuleSoft policy ${names.join(', ')}`}${verb}: ${message}`;
  });
}

/**
 * The report as it is logged at start: warnings as such, with their code, place and drawing; a line for each policy;
 * and each sentence that should be known, once.
 */
export function noticesOf({ file, policies, findings }: FidelityReport): readonly (string | StartNotice)[] {
  const origin = file === undefined ? '' : ` (${quote(file, 200)})`;
  const imported = policies.filter(({ skipped }) => skipped === undefined);
  const ignored = ignoredPaths(findings);
  return [
    ...warnings(findings, file),
    ...(ignored === '' ? [] : [`MuleSoft policies${origin}: ${ignored}.`]),
    ...policies.flatMap((policy) => [
      summary(`MuleSoft policy ${quote(policy.name)}${origin}`, policy),
      ...warnings(policy.skipped === undefined ? policy.findings : [], file),
    ]),
    ...reported(imported, 'note', ''),
    ...reported(imported, 'stricter', ', stricter here'),
  ];
}
