import { printableJson } from '../errors/index.js';
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
import { findSources, type LintSource } from './lint-sources.js';
import { reportText } from './report-text.js';
import { usageOf } from './usage.js';

type Levels = ReadonlyMap<FindingCode, FindingLevel>;

/** What a file rightly leaves to the options: errors at start, but no fault of the file. */
const LINTED: Levels = new Map<FindingCode, FindingLevel>([
  ['CLIENTS_MISSING', 'note'],
  ['TEXT_KEY_MISSING', 'note'],
  ['ENV_UNSET', 'note'],
  ['UNSIGNED_REFUSED', 'warning'],
]);
/** A file without a JWT validation policy is no fault beside one that has some: a folder holds other resources too. */
const LINTED_BESIDE_OTHERS: Levels = new Map<FindingCode, FindingLevel>([...LINTED, ['NO_POLICY', 'note']]);
/** The same for a file of a folder that holds no policy of any kind: a folder holds other JSON and YAML files too. */
const LINTED_AS_SKIPPED: Levels = new Map<FindingCode, FindingLevel>([
  ...LINTED_BESIDE_OTHERS,
  ['SHAPE_UNKNOWN', 'warning'],
]);
/** Why a finding that is an error at start is a warning here. */
const WARNED_BECAUSE: Readonly<Partial<Record<FindingCode, string>>> = {
  UNSIGNED_REFUSED: 'Here it is a warning: whether such tokens are accepted is what the options say.',
  SHAPE_UNKNOWN: 'The file is skipped, because it is one of a folder. Name the file to have it as an error.',
};

function asLinted(finding: Finding, levels: Levels): Finding {
  const level = levels.get(finding.code);
  if (level === undefined) return finding;
  const reason = WARNED_BECAUSE[finding.code];
  return {
    ...finding,
    level,
    message: reason === undefined ? finding.message : `${finding.message} ${reason}`,
  };
}

/** What `lint --json` prints: docs/mulesoft.md describes it. */
export interface LintReport {
  /** How many findings of each level there are in all files. */
  readonly counts: Readonly<Record<FindingLevel, number>>;
  /** One report for each file, in the order of the arguments; of a folder in the order of the paths. */
  readonly files: readonly FidelityReport[];
}

/** The report with the levels that findings have for a file, where the options are not known. */
function lintedReport(report: FidelityReport, levels: Levels): FidelityReport {
  const linted = (finding: Finding): Finding => asLinted(finding, levels);
  const findings = report.findings.map(linted);
  const policies = report.policies.map((policy) => ({ ...policy, findings: policy.findings.map(linted) }));
  const counts: Record<FindingLevel, number> = { ...report.counts };
  const imported = policies.filter(({ skipped }) => skipped === undefined);
  for (const { code, level } of [...findings, ...imported.flatMap((policy) => policy.findings)]) {
    counts[FINDING_LEVELS[code]] -= 1;
    counts[level] += 1;
  }
  return { ...report, findings, policies, counts };
}

function sumOf(files: readonly FidelityReport[]): LintReport['counts'] {
  const counts: Record<FindingLevel, number> = {
    error: 0,
    warning: 0,
    stricter: 0,
    ignored: 0,
    note: 0,
    exact: 0,
  };
  for (const { counts: some } of files)
    for (const level of Object.keys(counts) as FindingLevel[]) counts[level] += some[level];
  return counts;
}

function exitCode({ counts }: LintReport, { strict }: LintArguments): number {
  if (counts.error > 0) return EXIT.failed;
  return strict && counts.warning > 0 ? EXIT.warnings : EXIT.clean;
}

function withoutFlex(name: string): string {
  return name.replace(/-flex$/, '');
}

/**
 * The dropped names for each report: of several files, each is given the names of policies that it has. A name that is
 * in none is given to the first, which reports it.
 */
function droppedFor(
  reports: readonly FidelityReport[],
  dropped: readonly string[],
): readonly (readonly string[])[] {
  const all = dropped.map((name) => ({ name, plain: withoutFlex(name) }));
  const present = reports.map(
    ({ otherPolicies }) => new Set(otherPolicies.map(({ name }) => withoutFlex(name))),
  );
  const unknown = all.filter(({ plain }) => !present.some((names) => names.has(plain)));
  return present.map((names, index) =>
    [...all.filter(({ plain }) => names.has(plain)), ...(index === 0 ? unknown : [])].map(({ name }) => name),
  );
}

async function reportAll(
  sources: readonly LintSource[],
  { dropped, allowInsecureHttp }: LintArguments,
  { env }: Io,
): Promise<readonly FidelityReport[]> {
  const options = { env, ...(allowInsecureHttp && { dangerouslyAllowInsecureHttp: true }) };
  const reportOf = async (
    { name, source }: LintSource,
    names: readonly string[],
  ): Promise<FidelityReport> => ({
    ...(await muleSoftReport(source, { ...options, droppedPolicies: names })),
    file: name,
  });
  const reports = await Promise.all(sources.map((source) => reportOf(source, [])));
  if (dropped.length === 0) return reports;
  const names = droppedFor(reports, dropped);
  return Promise.all(sources.map((source, index) => reportOf(source, names[index] ?? [])));
}

/**
 * `lint FILE… [--strict] [--json] [--dropped NAMES] [--allow-insecure-http]`: reports what the policies of files become.
 * Gives the exit code: 0 where nothing is wrong, 1 for warnings with `--strict`, 2 for errors and for wrong arguments.
 */
export async function lint(args: readonly string[], io: Io): Promise<number> {
  const refuse = (problem: string): number => {
    io.err(`nest-jwt-policy lint: ${problem}.\n\n${usageOf('lint')}`);
    return EXIT.failed;
  };
  const read = readLintArguments(args);
  if (typeof read === 'string') return refuse(read);
  const sources = await findSources(read.files, io);
  if (typeof sources === 'string') return refuse(sources);
  const reports = await reportAll(sources, read, io);
  const hasPolicies = reports.some(({ policies }) => policies.length > 0);
  const levelsFor = ({ policies, otherPolicies }: FidelityReport, isFound: boolean): Levels => {
    if (!hasPolicies) return LINTED;
    const isSkipped = isFound && policies.length + otherPolicies.length === 0;
    return isSkipped ? LINTED_AS_SKIPPED : LINTED_BESIDE_OTHERS;
  };
  const files = reports.map((one, index) =>
    lintedReport(one, levelsFor(one, sources[index]?.isFound === true)),
  );
  const report: LintReport = { counts: sumOf(files), files };
  io.out(read.json ? `${printableJson(report)}\n` : reportText(files, report.counts));
  return exitCode(report, read);
}
