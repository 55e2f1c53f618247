import { quote } from '../../errors/index.js';
import type { Findings } from '../report/finding.js';
import { ASSET } from './policy-asset.js';
import { accessControlOf, baseName, isNoAccessControl, nestCounterpartOf } from './vendor-policies.js';

/** A policy that is not JWT validation, as it was found in a file. */
export interface OtherPolicy {
  readonly path: string;
  readonly name: string;
  readonly isDisabled: boolean;
  readonly order: number | undefined;
  readonly isAutomated: boolean;
}

/** A name as it can be pasted into a list. */
function pasted(name: string): string {
  return /^[\w.-]+$/.test(name) ? `'${name}'` : quote(name, 100);
}

function plainName(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : quote(name, 100);
}

/** The list holds all of them, so that it is pasted once. */
function adviceFor(names: readonly string[]): string {
  return `droppedPolicies: [${names.map(pasted).join(', ')}]; lint takes --dropped ${names.map(plainName).join(',')}.`;
}

function reportUnknownNames(
  others: readonly OtherPolicy[],
  dropped: readonly string[],
  file: Findings,
): void {
  const present = new Set(others.map(({ name }) => baseName(name)));
  for (const name of dropped.filter((one) => !present.has(baseName(one)))) {
    const names = [...present].toSorted().map(pasted).join(', ');
    const why =
      baseName(name) === ASSET
        ? 'which is imported, not dropped: disabled: true in the file leaves one out.'
        : `and there is none in the file; beside JWT validation there ${names === '' ? 'is nothing' : `is ${names}`}.`;
    file.add('OPTION_INVALID', '', `The option droppedPolicies names the policy ${quote(name, 100)}, ${why}`);
  }
}

/** The words for one policy, and for several of the same sort. */
interface Sort {
  readonly code: 'ACCESS_CONTROL' | 'OTHER_POLICY' | 'POLICY_DROPPED' | 'POLICY_DISABLED';
  /** Follows `is the policy "cors"`. */
  readonly one: (policy: OtherPolicy) => string;
  /** Follows the number of policies. */
  readonly several: string;
  /** Stands behind the name in the list of several. */
  readonly detail: (policy: OtherPolicy) => string;
}

function withCounterpart(before: string, { name }: OtherPolicy): string {
  const counterpart = nestCounterpartOf(name);
  return counterpart === undefined ? '' : `${before}${counterpart}`;
}

function accessControl(advice: string): Sort {
  return {
    code: 'ACCESS_CONTROL',
    one: ({ name }) =>
      `: it ${accessControlOf(name)}. It is not imported, so the service would be open to callers that it kept out. Do its work elsewhere, then name it: ${advice}`,
    several: `policies decide who may call, or may do so. They are not imported, so the service would be open to callers that they kept out. Do their work elsewhere, then name them: ${advice}`,
    detail: ({ name }) => accessControlOf(name),
  };
}

const NO_ACCESS_CONTROL: Sort = {
  code: 'OTHER_POLICY',
  one: (policy) =>
    `, not JWT validation: it is not imported, and nobody here does its work${withCounterpart('; in Nest: ', policy)}.`,
  several:
    'policies are not JWT validation: they are not imported, and nobody here does their work. In Nest:',
  detail: (policy) => withCounterpart('', policy),
};

const DROPPED: Sort = {
  code: 'POLICY_DROPPED',
  one: () => ': it is not imported, as droppedPolicies says.',
  several: 'policies are not imported, as droppedPolicies says.',
  detail: () => '',
};

const DISABLED: Sort = {
  code: 'POLICY_DISABLED',
  one: () => ', disabled in the file, and skipped.',
  several: 'policies of other kinds are disabled in the file, and skipped.',
  detail: () => '',
};

/** Reports the policies of one sort in one finding, in their order. */
function report(
  { code, one, several, detail }: Sort,
  policies: readonly OtherPolicy[],
  file: Findings,
): void {
  const [first, ...more] = policies;
  if (first === undefined) return;
  if (more.length === 0) {
    file.add(code, first.path, `is the policy ${quote(first.name, 100)}${one(first)}`);
    return;
  }
  const lines = policies.map((policy) => {
    const what = detail(policy);
    return `  ${policy.path} ${plainName(policy.name)}${what === '' ? '' : `: ${what}`}`;
  });
  file.add(code, '', [`${policies.length} ${several}`, ...lines].join('\n'));
}

/**
 * Reports the policies of other kinds, each sort once. One that decides who may call, or may do so, is an error until
 * `dropped` names it: without it the service would be open to callers that it kept out.
 */
export function reportOtherPolicies(
  others: readonly OtherPolicy[],
  dropped: readonly string[],
  file: Findings,
): void {
  const named = new Set(dropped.map(baseName));
  const isNamed = ({ name }: OtherPolicy): boolean => named.has(baseName(name));
  const enabled = others.filter(({ isDisabled }) => !isDisabled);
  const left = enabled.filter((other) => !isNamed(other));
  const kept = left.filter(({ name }) => !isNoAccessControl(name));
  const needed = enabled.filter((other) => isNamed(other) || kept.includes(other));
  const advice = adviceFor([...new Set(needed.map(({ name }) => baseName(name)))].toSorted());
  report(accessControl(advice), kept, file);
  report(
    NO_ACCESS_CONTROL,
    left.filter(({ name }) => isNoAccessControl(name)),
    file,
  );
  report(DROPPED, enabled.filter(isNamed), file);
  report(
    DISABLED,
    others.filter(({ isDisabled }) => isDisabled),
    file,
  );
  reportUnknownNames(others, dropped, file);
}
