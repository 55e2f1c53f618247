import { isPlainObject } from '../../claims/index.js';
import { quote } from '../../errors/index.js';
import { below } from '../report/finding.js';
import { isOwnParameter } from './parameter-names.js';
import { isName, member } from './policy-source.js';
import { baseName, isVendorPolicy } from './vendor-policies.js';

/** The asset of the policy in API Manager. */
export const ASSET = 'jwt-validation';
/** The name by which a Flex binding refers to it. */
export const FLEX_POLICY = 'jwt-validation-flex';

/** Which policy something is, or why that is unknown. */
export type PolicyKind =
  | { readonly kind: 'jwt' }
  | { readonly kind: 'other'; readonly name: string }
  | { readonly kind: 'unknown'; readonly path: string; readonly problem: string };

interface Named {
  readonly path: string;
  readonly name: unknown;
}

/** Where the name of the asset stands below a member; a text in its place is the name. */
const HOLDERS = { template: 'assetId', policyRef: 'name', implementationAsset: 'assetId' } as const;

/** Every name that a policy has: a definition, a template, a reference and an implementation have one each. */
function namesOf(policy: Readonly<Record<string, unknown>>): readonly Named[] {
  const held = Object.entries(HOLDERS).map(([holder, name]): Named => {
    const value = member(policy, holder);
    if (!isPlainObject(value)) return { path: holder, name: value };
    const wrapped = member(value, '$self');
    return { path: below(holder, name), name: member(isPlainObject(wrapped) ? wrapped : value, name) };
  });
  const names = [{ path: 'assetId', name: member(policy, 'assetId') }, ...held].filter(
    ({ name }) => name !== undefined,
  );
  if (names.length > 0) return names;
  // In old exports this is the name; in others it is a number, which each organization has for itself.
  const template = member(policy, 'policyTemplateId');
  const isKnown = isName(template) && (baseName(template) === ASSET || isVendorPolicy(template));
  return isKnown ? [{ path: 'policyTemplateId', name: template }] : [];
}

/** Whether anything names the policy. */
export function isNamed(policy: Readonly<Record<string, unknown>>): boolean {
  return namesOf(policy).length > 0;
}

/** An implementation is called as its policy, or as its policy with the name of a gateway behind it. */
function agrees(name: string, { path, name: other }: { path: string; name: string }): boolean {
  const [one, another] = [baseName(name), baseName(other)];
  return one === another || (path.startsWith('implementationAsset') && another.startsWith(`${one}-`));
}

/** Whether parameters are there that no other policy has. `null` is how exports write that one is not there. */
export function hasOwnParameter(config: unknown): boolean {
  return (
    isPlainObject(config) &&
    Object.keys(config).some((name) => isOwnParameter(name) && member(config, name) !== undefined)
  );
}

/**
 * Which policy this is. The names decide, because other policies share some parameters: a client id enforcement that is
 * taken for a JWT validation would let any signed token in. Where there is no name, a parameter decides that only the
 * JWT validation has.
 */
export function kindOf(policy: Readonly<Record<string, unknown>>, config: unknown): PolicyKind {
  const names = namesOf(policy);
  const named = names.flatMap(({ path, name }) => (isName(name) ? [{ path, name }] : []));
  const unreadable = names.find(({ name }) => !isName(name));
  if (unreadable !== undefined)
    return {
      kind: 'unknown',
      path: unreadable.path,
      problem: `must be the name of a policy, such as ${ASSET}.`,
    };
  const [first] = named;
  if (first === undefined)
    return hasOwnParameter(config)
      ? { kind: 'jwt' }
      : {
          kind: 'unknown',
          path: '',
          problem: `may be any policy: it has neither an asset nor a parameter that only the JWT validation has. Give it assetId: ${ASSET} if it is one, else the assetId of its policy.`,
        };
  const contrary = named.find((other) => !agrees(first.name, other));
  if (contrary !== undefined)
    return {
      kind: 'unknown',
      path: contrary.path,
      problem: `is ${quote(contrary.name)}, and ${first.path} is ${quote(first.name)}: a policy is one of them. Correct the wrong one.`,
    };
  return baseName(first.name) === ASSET ? { kind: 'jwt' } : { kind: 'other', name: first.name };
}
