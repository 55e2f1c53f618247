import {
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
const LEFT_TO_OPTIONS: ReadonlySet<FindingCode> = new Set([
  'CLIENTS_MISSING',
  'TEXT_KEY_MISSING',
  'ENV_UNSET',
]);

function asLinted(finding: Finding): Finding {
  return LEFT_TO_OPTIONS.has(finding.code) ? { ...finding, level: 'warning' } : finding;
}

/** The report with what the options will say counted as warnings. */
function lintedReport(report: FidelityReport): FidelityReport {
  const findings = report.findings.map(asLinted);
  const policies = report.policies.map((policy) => ({ ...policy, findings: policy.findings.map(asLinted) }));
  const lowered = policies
    .filter(({ skipped }) => skipped === undefined)
    .flatMap((policy) => policy.findings)
    .concat(findings)
    .filter(({ code }) => LEFT_TO_OPTIONS.has(code)).length;
  const { error, warning } = report.counts;
  const counts: Record<FindingLevel, number> = {
    ...report.counts,
    error: error - lowered,
    warning: warning + lowered,
  };
  return { ...report, findings, policies, counts };
}

function exitCode({ counts }: FidelityReport, { strict }: LintArguments): number {
  if (counts.error > 0) return EXIT.failed;
  return strict && counts.warning > 0 ? EXIT.warnings : EXIT.clean;
}

/**
 * `lint FILE [--strict] [--json] [--allow-insecure-http]`: tells what the policies of a file become. Gives the exit
 * code: 0 where nothing is wrong, 1 for warnings with `--strict`, 2 for errors and for wrong arguments.
 */
export async function lint(args: readonly string[], io: Io): Promise<number> {
  const read = readLintArguments(args);
  if (typeof read === 'string') {
    io.err(`nest-jwt-policy lint: ${read}.\n\n${USAGE}`);
    return EXIT.failed;
  }
  const { file, json, allowInsecureHttp } = read;
  const report = lintedReport(
    await muleSoftReport(file, { env: io.env, ...(allowInsecureHttp && { allowInsecureHttp }) }),
  );
  io.out(json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  return exitCode(report, read);
}
