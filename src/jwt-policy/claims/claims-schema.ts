import { AsyncRuleError } from './claim-demand.js';
import { isBare, type JwtClaims } from './claims.js';
import { dropPromise } from './drop-promise.js';
import { quote } from '../errors/index.js';
import type { DescribedRule } from './rule.js';
import {
  isStandardSchema,
  type SchemaIssue,
  type SchemaResult,
  type StandardSchema,
} from './standard-schema.js';

/** More names tell a reader no more. */
const MAX_NAMED_CLAIMS = 5;

/** What a schema made of the claims of one token. `misfits` are the names of the claims that it does not take. */
type Outcome<Output> =
  | { readonly kind: 'fits'; readonly value: Output }
  | { readonly kind: 'misfit'; readonly misfits: readonly string[] }
  | { readonly kind: 'promise' };

/**
 * Freezes lists and plain objects, all the way down. What has a class of its own, such as a `Date`, is not entered: it
 * may be shared, or refuse to be frozen. A schema may return anything, a circle too.
 */
function freezePlain<T>(root: T): T {
  const seen = new Set<unknown>();
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const node = pending.pop();
    if (typeof node !== 'object' || node === null || seen.has(node)) continue;
    seen.add(node);
    if (!Array.isArray(node) && !isBare(node)) continue;
    for (const child of Object.values(Object.freeze(node)) as unknown[]) pending.push(child);
  }
  return root;
}

/** The claim that an issue is about. What lies deeper in the path may be a value that the issuer chose. */
function claimOf({ path }: SchemaIssue): string {
  const [first] = path ?? [];
  if (first === undefined) return 'the claims as a whole';
  return quote(String(typeof first === 'object' ? first.key : first));
}

function conclude<Output>(result: SchemaResult<Output>): Outcome<Output> {
  if (result.issues !== undefined)
    return { kind: 'misfit', misfits: [...new Set(result.issues.map(claimOf))].slice(0, MAX_NAMED_CLAIMS) };
  if (!('value' in result)) throw new TypeError('the schema gave neither a value nor issues');
  return { kind: 'fits', value: freezePlain(result.value) };
}

/**
 * The claims as a schema sees them. Each token is validated once: the claims of a cached token are the same object at
 * every call. What the schema makes of them stands beside the claims, which stay as they were verified.
 */
export class ClaimsSchema<Output> {
  private readonly outcomes = new WeakMap<JwtClaims, Outcome<Output>>();
  /** Passes where the schema takes the claims. A promise refuses, because rules are synchronous. */
  readonly rule: DescribedRule;

  /** What is no schema stops the start, as the problem of the rule. */
  constructor(private readonly schema: StandardSchema<Output>) {
    const isSchema = isStandardSchema(schema);
    this.rule = {
      describe: isSchema ? `satisfies a schema of ${schema['~standard'].vendor}` : 'satisfies a schema',
      ...(!isSchema && {
        problem: 'typedClaims() needs a Standard Schema, such as those of zod 4, valibot 1 and arktype 2.',
      }),
      run: (_value, { claims }) => this.outcomeOf(claims).kind === 'fits',
      whyNot: (_value, { claims }) => this.whyNot(claims),
    };
  }

  /** What the schema made of the claims. Throws where it does not take them. */
  valueOf(claims: JwtClaims): Output {
    const outcome = this.outcomeOf(claims);
    if (outcome.kind === 'fits') return outcome.value;
    throw new TypeError(this.whyNot(claims));
  }

  /** In words that hold no claim value: the messages of a schema may. */
  private whyNot(claims: JwtClaims): string {
    const outcome = this.outcomeOf(claims);
    return outcome.kind === 'misfit' ? `does not fit: ${outcome.misfits.join(', ')}` : '';
  }

  private outcomeOf(claims: JwtClaims): Outcome<Output> {
    const known = this.outcomes.get(claims);
    const outcome = known ?? this.validate(claims);
    if (known === undefined) this.outcomes.set(claims, outcome);
    // Told for every call, so that a schema that cannot work does not stay unnoticed.
    if (outcome.kind === 'promise') throw new AsyncRuleError();
    return outcome;
  }

  private validate(claims: JwtClaims): Outcome<Output> {
    const result = this.schema['~standard'].validate(claims);
    if (dropPromise(result)) return { kind: 'promise' };
    return conclude(result as SchemaResult<Output>);
  }
}
