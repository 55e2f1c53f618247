import { isPlainObject } from '../../claims/index.js';
import { quote } from '../../errors/index.js';
import { EnvironmentValues, type Environment } from './environment.js';
import { below, Findings } from '../report/finding.js';
import { member, nameOf, readDisabled, readOrder, readRows, type PolicySource } from './policy-source.js';
import type { OtherPolicy } from './other-policies.js';
import { readNumber } from './parameters.js';
import { FLEX_POLICY, kindOf } from './policy-asset.js';
import { policyRefOf, reportPolicyRef, reportUnknown } from './recognize-exported.js';

const PARTS = { path: 'path', methods: 'method', host: 'host', headers: 'header' } as const;
const DEFAULT_ORDER = 50;

/** Whether an object is a resource of Flex Gateway, of whatever kind. */
export function isFlexResource(value: Readonly<Record<string, unknown>>): boolean {
  return String(nameOf(value, 'apiVersion')).startsWith('gateway.mulesoft.com/');
}

interface Place {
  readonly path: string;
  readonly name: string;
  readonly target: string;
  readonly file: Findings;
  readonly env: Environment | undefined;
}

/** Reads what a binding and an inline policy have in common: policyRef, config, rules, order. */
function readBinding(
  spec: Readonly<Record<string, unknown>>,
  { path, name, target, file, env }: Place,
): PolicySource | OtherPolicy | undefined {
  const findings = new Findings();
  const reference = policyRefOf(spec);
  const config = member(spec, 'config');
  const configPath = below(path, 'config');
  if (reference === undefined) {
    file.add('VALUE_INVALID', below(path, 'policyRef'), `must name a policy: { name: ${FLEX_POLICY} }.`);
    return undefined;
  }
  const kind = kindOf(spec, config);
  if (kind.kind !== 'jwt') {
    const isDisabled = readDisabled(spec, path, file);
    if (kind.kind === 'other') {
      const order = readNumber(member(spec, 'order')) ?? DEFAULT_ORDER;
      return { path, name: kind.name, isDisabled, order, isAutomated: false };
    }
    const problem = { path: below(path, kind.path), problem: kind.problem };
    reportUnknown(problem, { path: configPath, value: config }, isDisabled, file);
    return undefined;
  }
  reportPolicyRef(reference, below(path, 'policyRef.name'), findings);
  const values = new EnvironmentValues(env, findings);
  if (!isPlainObject(config))
    findings.add('VALUE_INVALID', configPath, 'must be an object with the parameters of the policy.');
  return {
    path,
    configPath,
    config: isPlainObject(config) ? values.expand(config, configPath) : {},
    fromEnvironment: values.replaced,
    unset: values.unset,
    name,
    order: readOrder(spec, path, findings) ?? DEFAULT_ORDER,
    isAutomated: false,
    isDisabled: readDisabled(spec, path, findings),
    rows: readRows(member(spec, 'rules'), below(path, 'rules'), PARTS, findings),
    target,
    findings,
  };
}

/** Whether an object is an inline policy, as `spec.policies` of an ApiInstance lists them. */
export function isInlinePolicy(value: Readonly<Record<string, unknown>>): boolean {
  return Object.hasOwn(value, 'policyRef') && Object.hasOwn(value, 'config');
}

/** Reads an inline policy that stands without its ApiInstance. */
export function readInlinePolicy(
  policy: Readonly<Record<string, unknown>>,
  path: string,
  file: Findings,
  env: Environment | undefined,
): PolicySource | OtherPolicy | undefined {
  return readBinding(policy, { path, name: FLEX_POLICY, target: '', file, env });
}

function targetOf(spec: Readonly<Record<string, unknown>>): string {
  const target = member(spec, 'targetRef');
  if (!isPlainObject(target)) return '';
  const selector = member(target, 'selector');
  return nameOf(target, 'name') ?? (selector === undefined ? '' : JSON.stringify(selector));
}

/** The policies of one Flex resource: a PolicyBinding has one, an ApiInstance those that stand in it. */
export function readFlexResource(
  resource: Readonly<Record<string, unknown>>,
  path: string,
  file: Findings,
  env: Environment | undefined,
): readonly (PolicySource | OtherPolicy)[] {
  const kind = nameOf(resource, 'kind');
  const metadata = member(resource, 'metadata');
  const name = isPlainObject(metadata) ? nameOf(metadata, 'name') : undefined;
  const spec = member(resource, 'spec');
  const specPath = below(path, 'spec');
  if (kind !== 'PolicyBinding' && kind !== 'ApiInstance') {
    // A kind that is spelt otherwise would drop its policies in silence.
    if (isPlainObject(spec) && (Object.hasOwn(spec, 'policyRef') || Object.hasOwn(spec, 'policies'))) {
      const problem = `is ${quote(kind)}, which holds no policies, and its spec has some; write PolicyBinding or ApiInstance.`;
      file.add('VALUE_INVALID', below(path, 'kind'), problem);
      return [];
    }
    file.add(
      'PARAMETER_IGNORED',
      path,
      `is a Flex resource of kind ${quote(kind)}, which holds no policies: it is not imported.`,
    );
    return [];
  }
  if (!isPlainObject(spec)) {
    file.add('VALUE_INVALID', specPath, 'must be an object.');
    return [];
  }
  if (kind === 'PolicyBinding') {
    const place = { path: specPath, name: name ?? FLEX_POLICY, target: targetOf(spec), file, env };
    return [readBinding(spec, place)].filter((policy) => policy !== undefined);
  }
  const policies = member(spec, 'policies') ?? [];
  if (!Array.isArray(policies)) {
    file.add('VALUE_INVALID', below(specPath, 'policies'), 'must be a list of policies.');
    return [];
  }
  return policies.flatMap((policy: unknown, index) => {
    const place = {
      path: `${below(specPath, 'policies')}[${index}]`,
      name: `${name ?? FLEX_POLICY}-${index + 1}`,
      target: name ?? '',
      file,
      env,
    };
    if (isPlainObject(policy)) return readBinding(policy, place) ?? [];
    file.add('VALUE_INVALID', place.path, 'must be an object.');
    return [];
  });
}
