import type { TestKey } from '../support/test-issuer.js';

/** Where the keys of the test issuer are. */
export const REMOTE_ISSUER = {
  issuer: 'https://id.test',
  audience: 'orders',
  jwksUri: 'https://id.test/jwks',
};

/** An endpoint of keys in memory, which answers when it is told to. */
export class KeyEndpoint {
  /** Whether it answers at once. */
  isLate = false;
  isDown = false;
  fetches = 0;
  private waiting: (() => void)[] = [];
  private keys: readonly Pick<TestKey, 'jwk'>[] = [];

  publish(...keys: readonly Pick<TestKey, 'jwk'>[]): void {
    this.keys = keys;
  }

  /** Answers those that wait. */
  arrive(): void {
    for (const answer of this.waiting.splice(0)) answer();
  }

  readonly fetch = async (): Promise<Response> => {
    this.fetches += 1;
    if (this.isLate) await new Promise<void>((resolve) => this.waiting.push(resolve));
    if (this.isDown) return new Response('', { status: 500 });
    return new Response(JSON.stringify({ keys: this.keys.map(({ jwk }) => jwk) }));
  };

  /** Options of an application that asks it. */
  get options(): object {
    return { issuers: [REMOTE_ISSUER], fetch: this.fetch };
  }
}
