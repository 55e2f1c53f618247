import { quote } from '../errors/index.js';
import type { Finding } from './finding.js';
import type { FidelityReport, PolicyReport } from './report.js';

/** What a log line shows of a message: drawings with a caret are for the report. */
function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function sentence({ path, message }: Finding): string {
  return path === '' ? firstLine(message) : `${path}: ${firstLine(message)}`;
}

function summary(policy: string, { skipped, findings }: PolicyReport): string {
  if (skipped !== undefined) return `${policy}: ${skipped}`;
  const count = (level: string): number => findings.filter((one) => one.level === level).length;
  return `${policy}: ${count('exact')} parameter(s) exact, ${count('stricter')} point(s) stricter, ${count('ignored')} ignored, ${count('warning')} warning(s).`;
}

/** The same sentence of several policies is said once, with the names of all. */
function grouped(policies: readonly PolicyReport[], level: Finding['level']): ReadonlyMap<string, string[]> {
  const names = new Map<string, string[]>();
  for (const { name, findings } of policies)
    for (const message of new Set(findings.filter((one) => one.level === level).map((one) => one.message)))
      names.set(firstLine(message), [...(names.get(firstLine(message)) ?? []), quote(name)]);
  return names;
}

function isSaid({ level }: Finding): boolean {
  return level === 'warning' || level === 'ignored';
}

/** The report in the sentences that are logged at start: a line for each policy, and what should be known of them. */
export function noticesOf({ file, policies, findings }: FidelityReport): readonly string[] {
  const origin = file === undefined ? '' : ` (${quote(file, 200)})`;
  const imported = policies.filter(({ skipped }) => skipped === undefined);
  const told = (level: Finding['level'], verb: string): readonly string[] =>
    [...grouped(imported, level)].map(
      ([message, names]) => `MuleSoft policy ${names.join(', ')}${verb}: ${message}`,
    );
  return [
    ...findings.filter(isSaid).map((one) => `MuleSoft policies${origin}: ${sentence(one)}`),
    ...policies.flatMap((policy) => {
      const name = `MuleSoft policy ${quote(policy.name)}`;
      const own = policy.findings
        .filter(({ level }) => level === 'warning')
        .map((one) => `${name}: ${sentence(one)}`);
      return [summary(`${name}${origin}`, policy), ...own];
    }),
    ...told('note', ''),
    ...told('stricter', ', stricter here'),
  ];
}
