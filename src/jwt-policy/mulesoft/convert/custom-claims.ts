import {
  isPlainObject,
  isUnsafeNumber,
  readClaim,
  type ClaimCheckOptions,
  type DescribedRule,
} from '../../claims/index.js';
import { isExpression } from '../../expressions/index.js';
import { expressionRule } from './expression-rule.js';
import { below, memberPath } from '../report/finding.js';
import type { ImportContext } from './import-context.js';
import { literalRule } from './literal-rule.js';
import { unfilledProblem } from '../read/placeholder.js';
import { member } from '../read/policy-source.js';
import { tryCompile } from './try-compile.js';

type ListName = 'mandatoryCustomClaims' | 'nonMandatoryCustomClaims';
const LISTS: readonly ListName[] = ['mandatoryCustomClaims', 'nonMandatoryCustomClaims'];
const MAX_CLAIMS = 200;

/** Claims that are lists at most issuers, so that a literal would never match. */
const LIST_CLAIMS = new Set(['roles', 'groups', 'scp', 'aud', 'amr', 'permissions', 'cognito:groups']);

/** What cannot be a literal, though it is written as one. */
function tellLiteral(key: string, text: string, path: string, { parameters }: ImportContext): void {
  const { findings } = parameters;
  const where = below(path, 'value');
  const unfilled = unfilledProblem(text, parameters.isWithheld(where));
  if (unfilled !== undefined) findings.add('PLACEHOLDER', where, unfilled);
  if (/\bvars\.claimSet\b/.test(text))
    findings.add(
      'LITERAL_EXPRESSION',
      where,
      'is compared as a text, letter by letter: an expression is written between #[ and ].',
    );
  else if (text !== text.trim())
    findings.add('LITERAL_BLANK', where, 'begins or ends with a blank, and is compared letter by letter.');
  if (LIST_CLAIMS.has(key) && !parameters.isWithheld(below(path, 'key')))
    findings.add(
      'LITERAL_ON_LIST',
      where,
      `A literal never matches a claim that is a list, as ${key} is at most issuers: #[vars.claimSet.${key} contains 'value'] does.`,
    );
}

/** The check of a claim whose name the environment gave: as a check of the whole token it shows none. */
function withoutName(
  claim: string,
  shown: string,
  rule: DescribedRule,
  mandatory: boolean,
): ClaimCheckOptions {
  return {
    rule: {
      describe: `has a claim ${shown} that ${rule.describe}${mandatory ? '' : ', where present'}`,
      run(claims, context) {
        const value = isPlainObject(claims) ? readClaim(claims, claim) : undefined;
        return value === undefined ? !mandatory : rule.run(value, context);
      },
    },
  };
}

function convertEntry(
  entry: unknown,
  path: string,
  isMandatory: boolean,
  context: ImportContext,
): ClaimCheckOptions | undefined {
  const { findings } = context.parameters;
  const key = isPlainObject(entry) ? member(entry, 'key') : undefined;
  const value = isPlainObject(entry) ? member(entry, 'value') : undefined;
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  if (!isPlainObject(entry) || typeof key !== 'string' || key === '' || !isScalar) {
    findings.add(
      'VALUE_INVALID',
      path,
      'must be { key, value }: the name of a claim, and a literal or #[an expression].',
    );
    return undefined;
  }
  if (isUnsafeNumber(value)) {
    findings.add(
      'VALUE_INVALID',
      below(path, 'value'),
      'is a number beyond 9007199254740991 (2^53 - 1), which cannot be told from its neighbours. Write it as a text, for a claim that is a text.',
    );
    return undefined;
  }
  for (const name of Object.keys(entry).filter((one) => one !== 'key' && one !== 'value'))
    findings.add('KEY_UNKNOWN', memberPath(path, name), 'has no effect; a custom claim has key and value.');
  const text = String(value);
  const keyPath = below(path, 'key');
  const checked = (rule: DescribedRule): ClaimCheckOptions =>
    context.parameters.isWithheld(keyPath)
      ? withoutName(key, context.parameters.shown(keyPath, key), rule, isMandatory)
      : { claim: key, rule, mandatory: isMandatory };
  if (isExpression(text)) {
    const rule = expressionRule(text, path, context);
    return rule && checked(rule);
  }
  if (text.trimStart().startsWith('#[')) {
    findings.add('EXPRESSION_INVALID', below(path, 'value'), 'begins with #[ and does not end with ].');
    return undefined;
  }
  tellLiteral(key, text, path, context);
  return checked(literalRule(text, context.parameters.shown(below(path, 'value'), text)));
}

function convertList(name: ListName, context: ImportContext): readonly ClaimCheckOptions[] {
  const { parameters } = context;
  const list = parameters.raw(name) ?? [];
  if (!Array.isArray(list) || list.length > MAX_CLAIMS) {
    parameters.invalid(name, `must be a list of { key, value }, ${MAX_CLAIMS} at most.`);
    return [];
  }
  const isMandatory = name === 'mandatoryCustomClaims';
  const checks = list.flatMap(
    (entry: unknown, index) =>
      convertEntry(entry, `${parameters.at(name)}[${index}]`, isMandatory, context) ?? [],
  );
  if (list.length > 0)
    parameters.exact(
      name,
      isMandatory
        ? `${list.length} claim(s) that must be there and pass.`
        : `${list.length} claim(s) that must pass where they are there.`,
    );
  return checks;
}

/** validateCustomClaim with both lists; all of them must pass. */
export function convertCustomClaims(context: ImportContext): readonly ClaimCheckOptions[] {
  const { parameters } = context;
  if (!parameters.flag('validateCustomClaim', false)) {
    parameters.unused(LISTS, 'validateCustomClaim is not true');
    return [];
  }
  parameters.exact('validateCustomClaim', 'Custom claims are judged.');
  return LISTS.flatMap((name) => convertList(name, context));
}

/** Whether an expression reads `iss`, wherever else the word stands in its texts. */
function readsIssuer(text: string): boolean {
  const selected = text.replaceAll(/\[\s*(['"])iss\1\s*\]|\.(['"])iss\2/g, '.iss');
  return /\bvars\.claimSet\.iss\b/.test(selected.replaceAll(/'[^']*'|"[^"]*"/g, "''"));
}

/** Whether a custom claim depends on what `iss` is: an expression that is always the same does not. */
function comparesIss(entry: unknown, path: string, context: ImportContext): boolean {
  if (!isPlainObject(entry)) return false;
  const text = String(member(entry, 'value'));
  if (!isExpression(text)) return member(entry, 'key') === 'iss';
  if (!readsIssuer(text)) return false;
  const outcome = tryCompile(text, 'Boolean', below(path, 'value'), context);
  return 'compiled' in outcome && outcome.compiled.constant === undefined;
}

function isOfIss(one: unknown): boolean {
  return isPlainObject(one) && member(one, 'key') === 'iss';
}

/** Whether a custom claim compares `iss`, for every token or for those that have it. */
export function comparesIssuer(context: ImportContext): 'always' | 'where present' | 'never' {
  const { parameters } = context;
  if (parameters.peekFlag('validateCustomClaim') !== true) return 'never';
  const compared = (name: ListName): readonly unknown[] => {
    const list = parameters.raw(name);
    const at = (index: number): string => `${parameters.at(name)}[${index}]`;
    return Array.isArray(list)
      ? list.filter((one: unknown, index) => comparesIss(one, at(index), context))
      : [];
  };
  if (compared('mandatoryCustomClaims').length > 0) return 'always';
  return compared('nonMandatoryCustomClaims').some(isOfIss) ? 'where present' : 'never';
}
