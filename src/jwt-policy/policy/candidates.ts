import {
  appliesTo,
  isPlainPath,
  isRoutedMethod,
  RoutedPath,
  type PatternVariant,
  type RouteAnswer,
  type RouteCondition,
  type RoutedCall,
} from '../routes/index.js';
import type { Policy } from './policy.js';

/** A policy and the rows that have to be asked; undefined where it applies to every call. */
interface Candidate {
  readonly policy: Policy;
  readonly rows: readonly RouteCondition[] | undefined;
}

/** A row with what is certain of it. */
type Settle = (row: RouteCondition) => RouteAnswer;

/** Policies that may apply, in order. */
class Candidates {
  /** Those that apply, where no row has to be asked. */
  private readonly settled: readonly Policy[] | undefined;

  constructor(private readonly list: readonly Candidate[]) {
    const isSettled = list.every(({ rows }) => rows === undefined);
    this.settled = isSettled ? Object.freeze(list.map(({ policy }) => policy)) : undefined;
  }

  /** The row that is asked first. */
  get firstRow(): RouteCondition | undefined {
    return this.list.find(({ rows }) => rows !== undefined)?.rows?.[0];
  }

  matching(call: RoutedCall): readonly Policy[] {
    if (this.settled !== undefined) return this.settled;
    const matching: Policy[] = [];
    for (const { policy, rows } of this.list) if (appliesTo(rows, call)) matching.push(policy);
    return matching;
  }

  /** Without the rows that never match, and without the policies of which no row is left. */
  narrow(settle: Settle): Candidates {
    return new Candidates(
      this.list.flatMap(({ policy, rows }) => {
        const left = rows?.filter((row) => settle(row) !== 'never');
        const [first] = left ?? [];
        if (first === undefined && left !== undefined) return [];
        // Only the first row: one before it may throw, which refuses the call.
        return [{ policy, rows: first !== undefined && settle(first) === 'always' ? undefined : left }];
      }),
    );
  }
}

/** What the only path of a route says. A row that throws is asked again at each call, to refuse each. */
function answerOfOnlyPath(row: RouteCondition, call: RoutedCall): RouteAnswer {
  try {
    return row.matches(call) ? 'always' : 'never';
  } catch {
    return 'path';
  }
}

/** What remains to be asked of calls of one route and method. */
class RouteCandidates {
  private readonly all: Candidates;
  /** The candidates for plain paths; undefined where the path is not the first that is looked at. */
  private readonly plain: Candidates | undefined;

  constructor(
    policies: readonly Policy[],
    private readonly variant: PatternVariant,
    call: RoutedCall,
  ) {
    const settle: Settle = (row) => {
      const answer = row.answerFor(call);
      return answer === 'path' && variant.isFixed ? answerOfOnlyPath(row, call) : answer;
    };
    this.all = new Candidates(policies.map((policy) => ({ policy, rows: policy.appliesTo }))).narrow(settle);
    const first = this.all.firstRow;
    if (first === undefined || settle(first) !== 'path') return;
    this.plain = this.all.narrow((row) => {
      const answer = settle(row);
      return answer === 'path' && !row.couldBegin(variant.start) ? 'never' : answer;
    });
  }

  matching(call: RoutedCall): readonly Policy[] {
    return (this.plain !== undefined && this.isPlain(call) ? this.plain : this.all).matching(call);
  }

  /** Looks at the path, which throws where it is ambiguous. */
  private isPlain({ attributes: { requestPath } }: RoutedCall): boolean {
    return requestPath.startsWith(this.variant.start) && isPlainPath(requestPath);
  }
}

/** By the policies of a plan, by route, by method. All three are the application's: no caller can add to them. */
const KNOWN = new WeakMap<readonly Policy[], WeakMap<PatternVariant, Map<string, RouteCandidates>>>();

/** Undefined for a method that Nest has no decorator for: it may be any text. */
function learn(
  policies: readonly Policy[],
  variant: PatternVariant,
  call: RoutedCall,
): RouteCandidates | undefined {
  const { method } = call.attributes;
  if (!isRoutedMethod(method)) return undefined;
  const byRoute = KNOWN.get(policies) ?? new WeakMap<PatternVariant, Map<string, RouteCandidates>>();
  const byMethod = byRoute.get(variant) ?? new Map<string, RouteCandidates>();
  const candidates = new RouteCandidates(policies, variant, call);
  KNOWN.set(policies, byRoute.set(variant, byMethod.set(method, candidates)));
  return candidates;
}

/** Only for a route whose calls have its pattern, with the parameters filled in, as their path. */
function candidatesOf(policies: readonly Policy[], call: RoutedCall): RouteCandidates | undefined {
  const { route, attributes } = call;
  if (!(route instanceof RoutedPath)) return undefined;
  const known = KNOWN.get(policies)?.get(route.variant)?.get(attributes.method);
  return known ?? learn(policies, route.variant, call);
}

/**
 * The policies that apply to a call, in order. What route and method decide is decided at the first call of both, when
 * the router has given the pattern. Later calls ask only the rows that path or headers decide, so that policies for
 * other routes cost nothing. The answer is that of asking every row. Throws what a condition throws, and
 * `AmbiguousPathError` where the path has to be looked at and is ambiguous.
 */
export function matchingPolicies(policies: readonly Policy[], call: RoutedCall): readonly Policy[] {
  const candidates = candidatesOf(policies, call);
  if (candidates !== undefined) return candidates.matching(call);
  return policies.filter((policy) => appliesTo(policy.appliesTo, call));
}
