import { isPlainObject } from '../claims/index.js';
import { closestName, quote } from '../errors/index.js';
import { below, Findings, memberPath } from './finding.js';
import { member, nameOf, readDisabled, readOrder, readRows, type PolicySource } from './policy-source.js';

/** The asset of the policy in API Manager. */
export const ASSET = 'jwt-validation';
/** The name by which a Flex binding refers to it. */
export const FLEX_POLICY = 'jwt-validation-flex';

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

/** Whether an object is a policy as the API of API Manager writes it, or the item of an export. */
export function isApiManagerPolicy(value: Readonly<Record<string, unknown>>): boolean {
  return Object.hasOwn(value, 'configurationData') || Object.hasOwn(value, 'configuration');
}

function assetOf(policy: Readonly<Record<string, unknown>>): string | undefined {
  const template = member(policy, 'template');
  return nameOf(policy, 'assetId') ?? (isPlainObject(template) ? nameOf(template, 'assetId') : undefined);
}

/** The name that a policy is referred to by in Flex: a text, or an object with a name. */
export function policyRefOf(holder: Readonly<Record<string, unknown>>): string | undefined {
  const reference = member(holder, 'policyRef');
  return isPlainObject(reference) ? nameOf(reference, 'name') : nameOf(holder, 'policyRef');
}

/** Tells of a policy that is not this one; it protects something, and nobody does that here. */
export function tellOther(name: string, path: string, findings: Findings): void {
  findings.add(
    'OTHER_POLICY',
    path,
    `is the policy ${quote(name)}, not JWT validation: it is not imported, and what it did is done by nobody here.`,
  );
}

/** Judges the name in a `policyRef`. False: it is another policy. */
export function judgePolicyRef(name: string, path: string, findings: Findings): boolean {
  if (name === FLEX_POLICY) return true;
  if (name !== ASSET) return false;
  findings.add(
    'KEY_UNKNOWN',
    path,
    `Flex knows no policy ${ASSET} here; the policyRef is called ${FLEX_POLICY}.`,
  );
  return true;
}

function tellMisspelt(policy: Readonly<Record<string, unknown>>, path: string, findings: Findings): void {
  for (const name of Object.keys(policy)) {
    if (DECIDING.includes(name)) continue;
    const meant = closestName(name, DECIDING);
    const isNear = meant !== undefined && (meant.toLowerCase() === name.toLowerCase() || meant.length > 7);
    if (isNear) findings.add('KEY_UNKNOWN', memberPath(path, name), `has no effect; did you mean ${meant}?`);
  }
}

/** Reads one policy of API Manager, or undefined where it is none of JWT validation. */
export function readApiManagerPolicy(
  policy: Readonly<Record<string, unknown>>,
  path: string,
  file: Findings,
): PolicySource | undefined {
  const findings = new Findings();
  const asset = assetOf(policy);
  if (asset !== undefined && asset !== ASSET && asset !== FLEX_POLICY) {
    tellOther(asset, path, file);
    return undefined;
  }
  const reference = policyRefOf(policy);
  if (reference !== undefined && !judgePolicyRef(reference, below(path, 'policyRef'), findings)) {
    tellOther(reference, path, file);
    return undefined;
  }
  tellMisspelt(policy, path, findings);
  const key = member(policy, 'configurationData') === undefined ? 'configuration' : 'configurationData';
  const config = member(policy, key);
  if (!isPlainObject(config))
    findings.add('VALUE_INVALID', below(path, key), 'must be an object with the parameters of the policy.');
  const order = readOrder(policy, path, findings);
  return {
    path,
    configPath: below(path, key),
    config: isPlainObject(config) ? config : {},
    fromEnvironment: new Set(),
    unset: new Set(),
    name: nameOf(policy, 'label') ?? (order === undefined ? ASSET : `${ASSET}-${order}`),
    order,
    isAutomated: isPlainObject(member(policy, 'ruleOfApplication')),
    isDisabled: readDisabled(policy, path, findings),
    rows: readRows(member(policy, 'pointcutData'), below(path, 'pointcutData'), PARTS, findings),
    target: '',
    findings,
  };
}
