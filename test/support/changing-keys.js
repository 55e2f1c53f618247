import { refuse } from '../../src/jwt-policy/errors/index.js';
import { KeySet, } from '../../src/jwt-policy/keys/index.js';
import { refuseMiss } from '../../src/jwt-policy/keys/key-miss.js';
import { verificationKey } from '../../src/jwt-policy/keys/verification-key.js';
import { RememberedTokens } from '../../src/jwt-policy/policy/remembered-tokens.js';
import { readingSteps } from '../../src/jwt-policy/policy/steps/opening.js';
import { signatureSteps } from '../../src/jwt-policy/policy/steps/signature.js';
/** The same test key is the same key of a set, as a key that stays through a refresh is. */
const prepared = new Map();
function prepare(key) {
    const known = prepared.get(key) ?? verificationKey(key.publicKey, key.kid);
    prepared.set(key, known);
    return known;
}
/** A key source whose set is changed at will: rotated, withdrawn, out of reach, or late. */
export class ChangingKeys {
    constructor(allowMissingKid, ...keys) {
        this.allowMissingKid = allowMissingKid;
        /** How often a key was asked for: a remembered token needs none. */
        this.finds = 0;
        this.isLate = false;
        this.isDown = false;
        this.set = this.setOf(keys);
    }
    /** The keys from now on. */
    publish(...keys) {
        this.set = this.setOf(keys);
    }
    find(kid, algorithm) {
        this.finds += 1;
        const found = this.peek(kid, algorithm);
        const answer = found === undefined
            ? refuse('KEYS_UNAVAILABLE', 'down')
            : typeof found === 'string'
                ? refuseMiss(found)
                : found;
        return this.isLate ? Promise.resolve(answer) : answer;
    }
    peek(kid, algorithm) {
        return this.isDown ? undefined : this.set.find(kid, algorithm);
    }
    async prefetch() {
        // Nothing to get.
    }
    inspect() {
        return [];
    }
    close() {
        // Nothing is under way.
    }
    setOf(keys) {
        return new KeySet(keys.map(prepare), {
            allowMissingKid: this.allowMissingKid,
            kidlessKeysAnswerAll: false,
        });
    }
}
/** The plan with these key sources instead of its own, and a memory of its own where bounds are given. */
export function withKeys(plan, keysOf, bounds) {
    const policies = plan.policies.map((policy) => {
        const issuers = policy.issuers.map((issuer) => {
            const keys = keysOf(issuer.options);
            return { ...issuer, keys, proving: signatureSteps(issuer.options, keys) };
        });
        const remembered = bounds && new RememberedTokens(policy.name, bounds);
        return { ...policy, issuers, reading: readingSteps(issuers), remembered };
    });
    return { ...plan, policies };
}
