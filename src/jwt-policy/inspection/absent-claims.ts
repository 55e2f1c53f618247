import { quote, quoteList } from '../errors/index.js';
import type { Policy } from '../policy/index.js';
import { placesOf, policiesAt } from './call-places.js';
import { placeOf, type DescribedHandler } from './described-handler.js';
import type { RouteFinding } from './route-finding.js';

/** The name of the outermost claim: a nested one is never there without it. */
function outermost(path: string | readonly string[]): string {
  return typeof path === 'string' ? path : (path[0] ?? '');
}

/** What to do instead, where no issuer of the policy ever sends any of these claims. */
function adviceFor(
  { issuers }: Policy,
  claimsOf: (issuer: Policy['issuers'][number]) => readonly string[],
): string | undefined {
  const advice = issuers.map((issuer) => {
    const { absentClaims } = issuer.options;
    const claims = claimsOf(issuer);
    const isAbsent = claims.length > 0 && claims.every((claim) => Object.hasOwn(absentClaims, claim));
    return isAbsent ? absentClaims[claims[0] ?? ''] : undefined;
  });
  return advice.includes(undefined) ? undefined : advice[0];
}

/** Whether each issuer of a policy says which claims its tokens never have. */
function saysWhatIsAbsent({ issuers }: Policy): boolean {
  return issuers.every(({ options }) => Object.keys(options.absentClaims).length > 0);
}

/** Demands on claims that no issuer ever sends: such a route refuses every call. */
export function absentClaimFindings(handler: DescribedHandler): readonly RouteFinding[] {
  const { plan } = handler;
  if (plan === undefined || plan === 'public') return [];
  // The demands of a route are checked on the claims of the last policy that passed.
  const policy = policiesAt(plan, placesOf(handler)[0]).at(-1);
  if (policy === undefined || !saysWhatIsAbsent(policy)) return [];
  const { declared } = handler;
  const { all, any } = declared.scopes;
  const names = declared.rules.flatMap(({ claim, mandatory }) =>
    claim === undefined || !mandatory ? [] : [outermost(claim)],
  );
  const wanted = [...new Set(names)].map((name) => ({
    words: `the claim ${quote(name)}`,
    advice: adviceFor(policy, () => [name]),
  }));
  if (all.length + any.length > 0) {
    const advice = adviceFor(policy, ({ options }) => options.scopeFrom.map(outermost));
    wanted.push({ words: 'a scope', advice });
  }
  const issuers = quoteList(policy.issuers.map(({ options }) => options.issuer ?? 'any issuer'));
  const place = placeOf(handler);
  return wanted.flatMap(({ words, advice }): readonly RouteFinding[] => {
    if (advice === undefined) return [];
    const message = `${place} demands ${words}, which tokens of ${issuers} never have: ${advice}.`;
    return [{ code: 'CLAIM_NEVER_SENT', severity: 'warn', message, place }];
  });
}
