import { AsyncRuleError } from './claim-demand.js';
import { isBare, type JwtClaims } from './claims.js';
import { dropPromise, type DescribedRule } from './rule.js';
import { quote } from '../errors/index.js';
import {
  isStandardSchema,
  type SchemaIssue,
  type SchemaResult,
  type StandardSchema,
} from './standard-schema.js';

/** A detail names no more claims than this. */
const MAX_NAMED_CLAIMS = 5;

/** The result of a schema for the claims of one token. `misfits` names the claims that the schema refuses. */
type Outcome<Output> =
  | { readonly kind: 'fits'; readonly value: Output }
  | { readonly kind: 'misfit'; readonly misfits: readonly string[] }
  | { readonly kind: 'promise' };

/**
 * Deep-freezes lists and plain objects. Instances of classes, such as a `Date`, are left alone, because they may be
 * shared or refuse to be frozen. A schema may return anything, circles too.
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

/** The claim that an issue is about: the first name of the path. Deeper names may be values that the issuer chose. */
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
 * every call. The result of the schema is kept beside the claims, which stay as they were verified.
 */
export class ClaimsSchema<Output> {
  private readonly outcomes = new WeakMap<JwtClaims, Outcome<Output>>();
  /** Passes if the schema accepts the claims. A promise refuses, because rules are synchronous. */
  readonly rule: DescribedRule;

  /** A value that is no schema becomes a problem of the rule, which stops the start. */
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

  /** The result of the schema. Throws if the schema refuses the claims. */
  valueOf(claims: JwtClaims): Output {
    const outcome = this.outcomeOf(claims);
    if (outcome.kind === 'fits') return outcome.value;
    throw new TypeError(this.whyNot(claims));
  }

  /** Without claim values, so the messages of the schema are left out. */
  private whyNot(claims: JwtClaims): string {
    const outcome = this.outcomeOf(claims);
    return outcome.kind === 'misfit' ? `does not fit: ${outcome.misfits.join(', ')}` : '';
  }

  private outcomeOf(claims: JwtClaims): Outcome<Output> {
    const known = this.outcomes.get(claims);
    const outcome = known ?? this.validate(claims);
    if (known === undefined) this.outcomes.set(claims, outcome);
    // Thrown at every call, so that an asynchronous schema is noticed.
    if (outcome.kind === 'promise') throw new AsyncRuleError();
    return outcome;
  }

  private validate(claims: JwtClaims): Outcome<Output> {
    const result = this.schema['~standard'].validate(claims);
    if (dropPromise(result)) return { kind: 'promise' };
    return conclude(result as SchemaResult<Output>);
  }
}
