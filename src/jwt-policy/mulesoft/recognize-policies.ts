import { isPlainObject } from '../claims/index.js';
import type { Environment } from './environment.js';
import { below, Findings, shownName } from './finding.js';
import { isParameter, meantBy } from './parameter-names.js';
import type { ParsedDocument } from './parse-yaml.js';
import { member, type PolicySource } from './policy-source.js';
import { ASSET, isApiManagerPolicy, readApiManagerPolicy } from './recognize-exported.js';
import { isFlexResource, readFlexResource } from './recognize-flex.js';

/** Lists of lists are written by nobody; exports hold lists of policies inside an object. */
const MAX_DEPTH = 5;
/** A source may hold so many policies. */
export const MAX_POLICIES = 500;
const SHAPES =
  'an object with configurationData (or configuration), an export with policyConfigurations, a Flex PolicyBinding or ApiInstance, or the parameters themselves (signingMethod, jwksUrl, …)';

function bareConfiguration(config: Readonly<Record<string, unknown>>, path: string): PolicySource {
  return {
    path,
    configPath: path,
    config,
    fromEnvironment: new Set(),
    unset: new Set(),
    name: ASSET,
    order: undefined,
    isAutomated: false,
    isDisabled: false,
    rows: undefined,
    target: '',
    findings: new Findings(),
  };
}

/** Finds the policies of documents, whatever of the known shapes they have, in the order of the file. */
export class PolicyFinder {
  private readonly found: PolicySource[] = [];

  constructor(
    private readonly file: Findings,
    private readonly env: Environment | undefined,
  ) {}

  find(documents: readonly ParsedDocument[]): readonly PolicySource[] {
    for (const { value, path } of documents) this.visit(value, path, 0);
    if (this.found.length > MAX_POLICIES)
      this.file.add('LIMIT_EXCEEDED', '', `The file holds more than ${MAX_POLICIES} policies: split it.`);
    return this.found.slice(0, MAX_POLICIES);
  }

  private visit(value: unknown, path: string, depth: number): void {
    if (this.found.length > MAX_POLICIES) return;
    if (Array.isArray(value) && depth < MAX_DEPTH)
      value.forEach((entry: unknown, index) => this.visit(entry, `${path}[${index}]`, depth + 1));
    else if (isPlainObject(value) && depth < MAX_DEPTH) this.visitObject(value, path, depth);
    else this.file.add('SHAPE_UNKNOWN', path, `is not a policy. Expected: ${SHAPES}.`);
  }

  private visitObject(value: Record<string, unknown>, path: string, depth: number): void {
    const wrapped = member(value, '$self');
    const list = ['policyConfigurations', 'policies'].find((name) => Array.isArray(member(value, name)));
    if (isFlexResource(value)) this.found.push(...readFlexResource(value, path, this.file, this.env));
    else if (isApiManagerPolicy(value)) {
      const policy = readApiManagerPolicy(value, path, this.file);
      if (policy !== undefined) this.found.push(policy);
    } else if (list !== undefined) this.visit(value[list], below(path, list), depth + 1);
    else if (isPlainObject(wrapped)) this.visit(wrapped, below(path, '$self'), depth + 1);
    else if (Object.keys(value).some(isParameter)) this.found.push(bareConfiguration(value, path));
    else this.file.add('SHAPE_UNKNOWN', path, `holds no policy.${this.advice(value)} Expected: ${SHAPES}.`);
  }

  /** What the names of an unknown shape were probably meant to be. */
  private advice(value: Record<string, unknown>): string {
    const meant = Object.keys(value)
      .slice(0, 40)
      .flatMap((name) =>
        meantBy(name) === undefined ? [] : [`${shownName(name)} is called ${meantBy(name)}`],
      );
    return meant.length === 0 ? '' : ` In this policy ${meant.join(', ')}.`;
  }
}
