import { isPlainObject } from '../../claims/index.js';
import { closestName } from '../../errors/index.js';
import { NO_ENVIRONMENT } from './environment.js';
import { below, Findings, memberPath } from '../report/finding.js';
import type { OtherPolicy } from './other-policies.js';
import { inventionProblem, isParameter } from './parameter-names.js';
import { readNumber } from './parameters.js';
import { ASSET, FLEX_POLICY, hasOwnParameter, kindOf } from './policy-asset.js';
import { member, nameOf, readDisabled, readOrder, readRows, type PolicySource } from './policy-source.js';

const PARTS = { methodRegex: 'method', uriTemplateRegex: 'path' } as const;
/** The members around the configuration that decide something here: one that is nearly called so is misspelt. */
const DECIDING = [
  'configurationData',
  'configuration',
  'pointcutData',
  'disabled',
  'order',
  'label',
  'assetId',
];

/** Whether an object holds parameters as the API of API Manager writes them, or as an export does. */
export function isConfigured(value: Readonly<Record<string, unknown>>): boolean {
  return Object.hasOwn(value, 'configurationData') || Object.hasOwn(value, 'configuration');
}

/** Tells that the policyRef has the name of API Manager: Flex knows the policy by another. */
export function reportPolicyRef(name: string | undefined, path: string, findings: Findings): void {
  if (name === ASSET)
    findings.add(
      'KEY_UNKNOWN',
      path,
      `Flex knows no policy ${ASSET} here; the policyRef is called ${FLEX_POLICY}.`,
    );
}

/** The name that a policy is referred to by in Flex: a text, or an object with a name. */
export function policyRefOf(holder: Readonly<Record<string, unknown>>): string | undefined {
  const reference = member(holder, 'policyRef');
  return isPlainObject(reference) ? nameOf(reference, 'name') : nameOf(holder, 'policyRef');
}

/**
 * Reports a policy of unknown kind; of one that is disabled only that it is skipped. Names that were seen for parameters
 * of this policy, and that it has not, are reported with the right ones.
 */
export function reportUnknown(
  { path, problem }: { readonly path: string; readonly problem: string },
  config: { readonly path: string; readonly value: unknown },
  isDisabled: boolean,
  file: Findings,
): void {
  if (isDisabled) {
    file.add('POLICY_DISABLED', path, 'is a policy that is disabled in the file, and skipped.');
    return;
  }
  const isTooDeep = isPlainObject(config.value) && Object.values(config.value).some(hasOwnParameter);
  if (!isTooDeep) file.add('POLICY_UNKNOWN', path, problem);
  for (const [name, value] of isPlainObject(config.value) ? Object.entries(config.value) : []) {
    const invented = isParameter(name) ? undefined : inventionProblem(name, value);
    if (invented !== undefined) file.add('KEY_INVENTED', memberPath(config.path, name), invented);
  }
}

function reportMisspelt(policy: Readonly<Record<string, unknown>>, path: string, findings: Findings): void {
  for (const name of Object.keys(policy)) {
    if (DECIDING.includes(name)) continue;
    const meant = closestName(name, DECIDING);
    const isNear = meant !== undefined && (meant.toLowerCase() === name.toLowerCase() || meant.length > 7);
    if (isNear) findings.add('KEY_UNKNOWN', memberPath(path, name), `has no effect; did you mean ${meant}?`);
  }
}

function isAutomated(policy: Readonly<Record<string, unknown>>): boolean {
  return isPlainObject(member(policy, 'ruleOfApplication'));
}

/** Reads one policy of API Manager, of whatever kind; undefined where its kind is unknown, which is reported. */
export function readApiManagerPolicy(
  policy: Readonly<Record<string, unknown>>,
  path: string,
  file: Findings,
): PolicySource | OtherPolicy | undefined {
  const findings = new Findings();
  const key = member(policy, 'configurationData') === undefined ? 'configuration' : 'configurationData';
  const config = member(policy, key);
  const configPath = below(path, key);
  const kind = kindOf(policy, config);
  if (kind.kind !== 'jwt') {
    const isDisabled = readDisabled(policy, path, file);
    if (kind.kind === 'other') {
      const order = readNumber(member(policy, 'order'));
      return { path, name: kind.name, isDisabled, order, isAutomated: isAutomated(policy) };
    }
    const at = kind.path === '' ? path : below(path, kind.path);
    reportUnknown({ path: at, problem: kind.problem }, { path: configPath, value: config }, isDisabled, file);
    return undefined;
  }
  reportPolicyRef(policyRefOf(policy), below(path, 'policyRef'), findings);
  reportMisspelt(policy, path, findings);
  if (!isPlainObject(config))
    findings.add('VALUE_INVALID', configPath, 'must be an object with the parameters of the policy.');
  const order = readOrder(policy, path, findings);
  return {
    path,
    configPath,
    config: isPlainObject(config) ? config : {},
    ...NO_ENVIRONMENT,
    name: nameOf(policy, 'label') ?? (order === undefined ? ASSET : `${ASSET}-${order}`),
    order,
    isAutomated: isAutomated(policy),
    isDisabled: readDisabled(policy, path, findings),
    rows: readRows(member(policy, 'pointcutData'), below(path, 'pointcutData'), PARTS, findings),
    target: '',
    findings,
  };
}
