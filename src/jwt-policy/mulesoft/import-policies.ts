import { quote } from '../errors/index.js';
import type { PolicyOptions } from '../options/index.js';
import { convertPolicy } from './convert/convert-policy.js';
import { below, Findings } from './report/finding.js';
import { proverFor } from './convert/look-around.js';
import type { MuleSoftOptions } from './convert/mulesoft-options.js';
import { reportOtherPolicies } from './read/other-policies.js';
import { Parameters } from './read/parameters.js';
import type { PolicySource } from './read/policy-source.js';
import { readDocuments, type MuleSoftSource } from './read/read-documents.js';
import { PolicyFinder } from './read/recognize-policies.js';
import { makeReport, type FidelityReport, type PolicyReport } from './report/report.js';

/** The policies of a source, in the order in which they run, and the report on them. */
export interface ImportedPolicies {
  readonly policies: readonly PolicyOptions[];
  readonly report: FidelityReport;
}

const DISABLED = 'it is disabled in the file, and skipped.';
const ALL_DISABLED =
  'Every JWT validation policy is disabled: nothing would be protected. Set disabled: false for those that are to protect this service, or load no file.';

const CLIENTS_UNUSED =
  'The option clients has no effect: every policy skips the client id validation, and a token of any client passes. Set skipClientIdValidation: false, or leave the option out.';

function skipsClients({ clients }: PolicyOptions): boolean {
  return clients === undefined;
}

function rank({ order }: Ordered): number {
  return order ?? Number.MAX_VALUE;
}

type Ordered = Pick<PolicySource, 'order' | 'isAutomated'>;

/** Automated policies first, then by order; policies without order keep their place behind those that have one. */
function inOrder<T extends Ordered>(policies: readonly T[]): readonly T[] {
  return policies.toSorted(
    (one, other) => Number(other.isAutomated) - Number(one.isAutomated) || rank(one) - rank(other),
  );
}

function reportAcross(sources: readonly PolicySource[], file: Findings): void {
  const byOrder = new Map<number, PolicySource[]>();
  for (const source of sources.filter(({ isAutomated }) => !isAutomated))
    if (source.order !== undefined) byOrder.set(source.order, [...(byOrder.get(source.order) ?? []), source]);
  for (const [order, [first, ...more]] of byOrder) {
    if (first === undefined || more.length === 0) continue;
    const names = [first, ...more].map(({ name }) => quote(name)).join(', ');
    file.add(
      'ORDER_REPEATED',
      below(first.path, 'order'),
      `is ${order}, as of several policies (${names}): they run as they stand in the file.`,
    );
  }
  const targets = new Set(sources.map(({ target }) => target).filter((target) => target !== ''));
  if (targets.size > 1)
    file.add(
      'TARGETS_DIFFER',
      '',
      `The policies are bound to ${targets.size} APIs, and all of them are imported for this one: take out those of the others.`,
    );
}

/** Names that an option gives for policies that there are not: what was meant for a policy would not reach it. */
function reportUnknownNames(options: MuleSoftOptions, names: readonly string[], file: Findings): void {
  for (const option of ['issuer', 'textKeys'] as const) {
    const value = options[option];
    if (typeof value !== 'object') continue;
    for (const name of Object.keys(value).filter((one) => !names.includes(one)))
      file.add(
        'OPTION_INVALID',
        '',
        `The option ${option} names the policy ${JSON.stringify(name)}; those of the file are ${names.map((one) => JSON.stringify(one)).join(', ')}.`,
      );
  }
}

/**
 * The names of policies, each once: label, metadata.name, or asset and order; one that stands there already gets a
 * number. The same file gives the same names.
 */
function uniqueNames(sources: readonly PolicySource[]): readonly string[] {
  const taken = new Set<string>();
  return sources.map(({ name }) => {
    let unique = name;
    for (let number = 2; taken.has(unique); number++) unique = `${name}-${number}`;
    taken.add(unique);
    return unique;
  });
}

/** Reads, validates and converts the policies of a source. What is wrong with them is in the report. */
export async function importPolicies(
  source: MuleSoftSource,
  options: MuleSoftOptions,
): Promise<ImportedPolicies> {
  const file = new Findings();
  const documents = await readDocuments(source, file);
  const found = new PolicyFinder(file, options.env).find(documents);
  const isEmpty = found.policies.length === 0 && !file.hasErrors;
  const others = inOrder(found.others);
  if (documents.length > 0) reportOtherPolicies(others, options.droppedPolicies ?? [], file);
  const sources = inOrder(found.policies);
  const names = uniqueNames(sources);
  const prover = await proverFor(sources);
  const policies: PolicyOptions[] = [];
  const reports = sources.map((one, index): PolicyReport => {
    const { path, configPath, config, findings, isDisabled } = one;
    const name = names[index] ?? one.name;
    if (isDisabled) {
      const disabled = new Findings();
      disabled.add('POLICY_DISABLED', path, DISABLED);
      return { name, path, skipped: DISABLED, findings: disabled.list };
    }
    const parameters = new Parameters(config, configPath, findings, one);
    policies.push(convertPolicy({ name, source: one, parameters, options, prover, earlier: policies }));
    return { name, path, findings: findings.list };
  });
  reportAcross(
    sources.filter(({ isDisabled }) => !isDisabled),
    file,
  );
  reportUnknownNames(options, names, file);
  if (isEmpty) file.add('NO_POLICY', '', 'There is no JWT validation policy.');
  if (sources.length > 0 && policies.length === 0) file.add('ALL_DISABLED', '', ALL_DISABLED);
  if (policies.length > 0 && options.clients !== undefined && policies.every(skipsClients))
    file.add('CLIENTS_UNUSED', '', CLIENTS_UNUSED);
  const path = typeof source === 'string' ? source : undefined;
  return { policies, report: makeReport(path, file.list, reports, others) };
}
