import { isPlainObject } from '../../claims/index.js';
import { NO_ENVIRONMENT, type Environment } from './environment.js';
import { below, Findings, shownName } from '../report/finding.js';
import { meantBy } from './parameter-names.js';
import type { ParsedDocument } from './parse-yaml.js';
import { member, type PolicySource } from './policy-source.js';
import type { OtherPolicy } from './other-policies.js';
import { ASSET, hasOwnParameter, isNamed, kindOf } from './policy-asset.js';
import { isListedPolicy, readListedPolicy } from './recognize-listed.js';
import { isConfigured, readApiManagerPolicy } from './recognize-exported.js';
import { isInlinePolicy, isFlexResource, readFlexResource, readInlinePolicy } from './recognize-flex.js';

/** Lists of lists are written by nobody; exports hold lists of policies inside an object. */
const MAX_DEPTH = 5;
/** A source may hold so many policies. */
export const MAX_POLICIES = 500;
const SHAPES =
  'an object with configurationData (or configuration), an export with policyConfigurations, a Flex PolicyBinding or ApiInstance, the list of anypoint-cli-v4 api-mgr policy list -o json, or the parameters themselves (signingMethod, jwksUrl, …)';

function bareConfiguration(config: Readonly<Record<string, unknown>>, path: string): PolicySource {
  return {
    path,
    configPath: path,
    config,
    ...NO_ENVIRONMENT,
    name: ASSET,
    order: undefined,
    isAutomated: false,
    isDisabled: false,
    rows: undefined,
    target: '',
    findings: new Findings(),
  };
}

/** Members that hold lists of policies. */
const LISTS = ['policyConfigurations', 'policies', 'automatedPolicies'];

/** What a source holds. */
export interface FoundPolicies {
  /** The policies of JWT validation. */
  readonly policies: readonly PolicySource[];
  readonly others: readonly OtherPolicy[];
}

/** Whether an object is the parameters themselves, with the name of the policy beside them or without. */
function isBare(value: Readonly<Record<string, unknown>>): boolean {
  return !isConfigured(value) && hasOwnParameter(value) && kindOf(value, value).kind === 'jwt';
}

function isSource(policy: PolicySource | OtherPolicy): policy is PolicySource {
  return 'config' in policy;
}

/** Finds the policies of documents, whatever of the known shapes they have, in the order of the file. */
export class PolicyFinder {
  private readonly found: (PolicySource | OtherPolicy)[] = [];

  constructor(
    private readonly file: Findings,
    private readonly env: Environment | undefined,
  ) {}

  find(documents: readonly ParsedDocument[]): FoundPolicies {
    for (const { value, path } of documents) this.visit(value, path, 0);
    if (this.found.length > MAX_POLICIES)
      this.file.add('LIMIT_EXCEEDED', '', `The file holds more than ${MAX_POLICIES} policies: split it.`);
    const read = this.found.slice(0, MAX_POLICIES);
    return { policies: read.filter(isSource), others: read.filter((one) => !isSource(one)) };
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
    const lists = LISTS.filter((name) => Array.isArray(member(value, name)));
    // What stands beside a list must not be passed over: it may be a policy as well.
    for (const name of lists) this.visitList(name, value[name], path, depth);
    if (isFlexResource(value)) this.found.push(...readFlexResource(value, path, this.file, this.env));
    else if (isListedPolicy(value))
      this.add(readApiManagerPolicy(readListedPolicy(value, path, this.file), path, this.file));
    else if (isBare(value)) this.add(bareConfiguration(value, path));
    else if (isConfigured(value)) this.add(readApiManagerPolicy(value, path, this.file));
    else if (isInlinePolicy(value)) this.add(readInlinePolicy(value, path, this.file, this.env));
    else if (lists.length === 0 && isNamed(value)) this.add(readApiManagerPolicy(value, path, this.file));
    else if (isPlainObject(wrapped) && (lists.length === 0 || isConfigured(wrapped)))
      this.visit(wrapped, below(path, '$self'), depth + 1);
    else if (lists.length === 0)
      this.file.add('SHAPE_UNKNOWN', path, `holds no policy.${this.advice(value)} Expected: ${SHAPES}.`);
  }

  private add(policy: PolicySource | OtherPolicy | undefined): void {
    if (policy !== undefined) this.found.push(policy);
  }

  /** The API lists automated policies by themselves; only some of them have ruleOfApplication. */
  private visitList(name: string, list: unknown, path: string, depth: number): void {
    const before = this.found.length;
    this.visit(list, below(path, name), depth + 1);
    if (name !== 'automatedPolicies') return;
    const automated = this.found.splice(before).map((policy) => ({ ...policy, isAutomated: true }));
    this.found.push(...automated);
  }

  /** What the names of an unknown shape were probably meant to be. */
  private advice(value: Record<string, unknown>): string {
    const deep = Object.keys(value).find((name) => hasOwnParameter(member(value, name)));
    const depth =
      deep === undefined
        ? ''
        : ` Its parameters stand one level too deep, in ${shownName(deep)}: take that object alone, or call it configurationData.`;
    const meant = Object.keys(value)
      .slice(0, 40)
      .flatMap((name) =>
        meantBy(name) === undefined ? [] : [`${shownName(name)} is called ${meantBy(name)}`],
      );
    return meant.length === 0 ? depth : `${depth} In this policy ${meant.join(', ')}.`;
  }
}
