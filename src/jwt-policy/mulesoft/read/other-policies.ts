import { quote } from '../../errors/index.js';
import type { Findings } from '../report/finding.js';
import { ASSET } from './policy-asset.js';
import { accessControlOf, baseName, isNoAccessControl } from './vendor-policies.js';

/** A policy that is not JWT validation, as it was found in a file. */
export interface OtherPolicy {
  readonly path: string;
  readonly name: string;
  readonly isDisabled: boolean;
}

/** A name as it can be pasted into a list. */
function pasted(name: string): string {
  return /^[\w.-]+$/.test(name) ? `'${name}'` : quote(name, 100);
}

/** What to do about a policy that nobody does the work of: the list holds all of them, so that it is pasted once. */
function adviceFor(names: readonly string[]): string {
  return `It is not imported, so that nobody here would do its work. See to that elsewhere, then name it: droppedPolicies: [${names.map(pasted).join(', ')}]; lint takes --dropped ${names.join(',')}.`;
}

function tellUnknownNames(others: readonly OtherPolicy[], dropped: readonly string[], file: Findings): void {
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

/**
 * Tells the policies of other kinds. One that decides who may call, or may do so, is an error until `dropped` names it:
 * without it the service would be open to callers that it kept out.
 */
export function tellOtherPolicies(
  others: readonly OtherPolicy[],
  dropped: readonly string[],
  file: Findings,
): void {
  const named = new Set(dropped.map(baseName));
  const isNeeded = ({ name }: OtherPolicy): boolean => named.has(baseName(name)) || !isNoAccessControl(name);
  const needed = others.filter((other) => !other.isDisabled && isNeeded(other));
  const advice = adviceFor([...new Set(needed.map(({ name }) => baseName(name)))].toSorted());
  for (const { path, name, isDisabled } of others) {
    const what = `is the policy ${quote(name, 100)}`;
    if (isDisabled) file.add('POLICY_DISABLED', path, `${what}, disabled in the file, and skipped.`);
    else if (named.has(baseName(name)))
      file.add('POLICY_DROPPED', path, `${what}: it is not imported, as droppedPolicies says.`);
    else if (isNoAccessControl(name))
      file.add(
        'OTHER_POLICY',
        path,
        `${what}, not JWT validation: it is not imported, and what it did is done by nobody here.`,
      );
    else file.add('ACCESS_CONTROL', path, `${what}, ${accessControlOf(name)}. ${advice}`);
  }
  tellUnknownNames(others, dropped, file);
}
