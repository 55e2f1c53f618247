import { singleLine } from '../../errors/index.js';
import { FINDING_LEVELS, type Finding, type FindingLevel } from './finding.js';

/** The findings about one policy of a file. */
export interface PolicyReport {
  /** The name under which it was imported. */
  readonly name: string;
  /** Where it stands in the file. */
  readonly path: string;
  /** Why it was not imported, where it was not; its findings are then of no consequence. */
  readonly skipped?: string;
  readonly findings: readonly Finding[];
}

/** A policy of another kind, which is not imported. */
export interface OtherPolicyReport {
  /** The name of its asset, as the file has it. */
  readonly name: string;
  /** Where it stands in the file. */
  readonly path: string;
  readonly isDisabled: boolean;
}

/** What a file becomes: how faithfully, and what should be known of it. */
export interface FidelityReport {
  /** The path that was given; undefined where objects were. */
  readonly file: string | undefined;
  /** The findings about the file as a whole. */
  readonly findings: readonly Finding[];
  readonly policies: readonly PolicyReport[];
  /** The policies of other kinds, in the order in which they run. */
  readonly otherPolicies: readonly OtherPolicyReport[];
  /** How many findings there are of each level, those of skipped policies left out. */
  readonly counts: Readonly<Record<FindingLevel, number>>;
}

/** Every finding that counts: those of the file, and of the policies that were not skipped. */
export function countingFindings(report: Pick<FidelityReport, 'findings' | 'policies'>): readonly Finding[] {
  const imported = report.policies.filter(({ skipped }) => skipped === undefined);
  return [...report.findings, ...imported.flatMap(({ findings }) => findings)];
}

/** Where a finding is: `policies.json: policyConfigurations[0].configurationData.jwksUrl`. */
export function placeOf({ path }: Finding, file: string | undefined): string {
  const parts = [file === undefined ? undefined : singleLine(file), path].filter(
    (part) => part !== undefined && part !== '',
  );
  return parts.length === 0 ? 'policies' : parts.join(': ');
}

/** Puts a report together. */
export function makeReport(
  file: string | undefined,
  findings: readonly Finding[],
  policies: readonly PolicyReport[],
  others: readonly OtherPolicyReport[],
): FidelityReport {
  const counting = countingFindings({ findings, policies });
  const levels = [...new Set<FindingLevel>(Object.values(FINDING_LEVELS))];
  const counts = Object.fromEntries(
    levels.map((level) => [level, counting.filter((finding) => finding.level === level).length]),
  ) as Record<FindingLevel, number>;
  const otherPolicies = others.map(({ name, path, isDisabled }) => ({ name, path, isDisabled }));
  return Object.freeze({ file, findings, policies, otherPolicies, counts });
}
