import { decide, type Demands, type Plan } from '../../src/jwt-policy/policy/index.js';
import { type JwtPolicyOptions } from '../../src/jwt-policy/options/index.js';
import { JwtPolicyConfigurationError } from '../../src/jwt-policy/errors/index.js';
import { callOf, PolicyBench } from './policy-bench.js';
import { generateKey, signToken, type TestKey } from './test-issuer.js';

const KEYS = new Map<string, TestKey>();

function keyOf(alg: string): TestKey {
  const key = KEYS.get(alg) ?? generateKey(`provider-${alg}`, alg);
  KEYS.set(alg, key);
  return key;
}

/** What a token of a provider is made of, and how it is sent. */
export interface ProviderToken {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Changes the text of the token. */
  readonly as?: (token: string) => string;
  /** The header that a proxy sends it in. @default Authorization */
  readonly sentIn?: string;
  readonly demands?: Partial<Demands>;
}

/** A provider whose keys are at hand, whatever URL its preset asks for. */
export class ProviderBench {
  readonly bench = new PolicyBench();
  /** The URLs that were asked. */
  readonly fetched: string[] = [];
  private readonly key: TestKey;
  private readonly options: JwtPolicyOptions;
  private readonly plans = new Map<string, Plan>();

  constructor(
    options: Pick<JwtPolicyOptions, 'issuers'> | Pick<JwtPolicyOptions, 'policies'>,
    alg = 'RS256',
    documents: Readonly<Record<string, unknown>> = {},
  ) {
    this.key = keyOf(alg);
    const fetch = (url: string): Promise<Response> => {
      this.fetched.push(url);
      return Promise.resolve(Response.json(documents[url] ?? { keys: [this.key.jwk] }));
    };
    this.options = { ...options, fetch };
  }

  /** Now, in seconds. */
  get now(): number {
    return this.bench.clock.seconds;
  }

  private planOf(demands?: Partial<Demands>): Plan {
    const name = JSON.stringify(demands ?? {});
    const plan = this.plans.get(name) ?? this.bench.plan(this.options, demands);
    this.plans.set(name, plan);
    return plan;
  }

  /** `granted`, or the code and the detail of the refusal. */
  async verdictOf({
    claims,
    header,
    as = (token) => token,
    sentIn,
    demands,
  }: ProviderToken): Promise<string> {
    const { key, now } = this;
    const token = as(
      signToken(
        { alg: key.alg, typ: 'JWT', kid: key.kid, ...header },
        { iat: now, exp: now + 3600, ...claims },
        key.alg,
        key.privateKey,
      ),
    );
    const sent =
      sentIn === undefined ? { authorization: `Bearer ${token}` } : { headers: { [sentIn]: token } };
    const verdict = await decide(this.planOf(demands), callOf(sent), this.bench.clock);
    return verdict.granted ? 'granted' : `${verdict.refusal.code}: ${verdict.refusal.detail}`;
  }
}

/** The problems that a preset finds in its options: `path: message`. */
export function presetProblems(make: () => unknown): readonly string[] {
  try {
    make();
  } catch (error) {
    if (error instanceof JwtPolicyConfigurationError)
      return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}
