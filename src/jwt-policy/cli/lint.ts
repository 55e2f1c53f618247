import {
  FINDING_LEVELS,
  muleSoftReport,
  type FidelityReport,
  type Finding,
  type FindingCode,
  type FindingLevel,
} from '../mulesoft/index.js';
import { EXIT, type Io } from './io.js';
import { readLintArguments, type LintArguments } from './lint-arguments.js';
import { reportText } from './report-text.js';
import { USAGE } from './usage.js';

/** What a file rightly leaves to the options: errors at start, but no fault of the file. */
const LINTED: ReadonlyMap<FindingCode, FindingLevel> = new Map<FindingCode, FindingLevel>([
  ['CLIENTS_MISSING', 'note'],
  ['TEXT_KEY_MISSING', 'note'],
  ['ENV_UNSET', 'note'],
  ['UNSIGNED_REFUSED', 'warning'],
]);
const DECIDED_BY_OPTION = 'Here it is a warning: whether such tokens are accepted is what the options say.';

function asLinted(finding: Finding): Finding {
  const level = LINTED.get(finding.code);
  if (level === undefined) return finding;
  const message = level === 'warning' ? `${finding.message} ${DECIDED_BY_OPTION}` : finding.message;
  return { ...finding, level, message };
}

/** The report with what the options will say at the level that it has for a file. */
function lintedReport(report: FidelityReport): FidelityReport {
  const findings = report.findings.map(asLinted);
  const policies = report.policies.map((policy) => ({ ...policy, findings: policy.findings.map(asLinted) }));
  const counts: Record<FindingLevel, number> = { ...report.counts };
  const imported = policies.filter(({ skipped }) => skipped === undefined);
  for (const { code, level } of [...findings, ...imported.flatMap((policy) => policy.findings)]) {
    counts[FINDING_LEVELS[code]] -= 1;
    counts[level] += 1;
  }
  return { ...report, findings, policies, counts };
}

function exitCode({ counts }: FidelityReport, { strict }: LintArguments): number {
  if (counts.error > 0) return EXIT.failed;
  return strict && counts.warning > 0 ? EXIT.warnings : EXIT.clean;
}

/**
 * `lint FILE [--strict] [--json] [--dropped NAMES] [--allow-insecure-http]`: tells what the policies of a file become. Gives the exit
 * code: 0 where nothing is wrong, 1 for warnings with `--strict`, 2 for errors and for wrong arguments.
 */
export async function lint(args: readonly string[], io: Io): Promise<number> {
  const read = readLintArguments(args);
  if (typeof read === 'string') {
    io.err(`nest-jwt-policy lint: ${read}.\n\n${USAGE}`);
    return EXIT.failed;
  }
  const { file, json, allowInsecureHttp, dropped } = read;
  const options = {
    env: io.env,
    droppedPolicies: dropped,
    ...(allowInsecureHttp && { dangerouslyAllowInsecureHttp: true }),
  };
  const report = lintedReport(await muleSoftReport(file, options));
  io.out(json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  return exitCode(report, read);
}
