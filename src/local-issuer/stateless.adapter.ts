import type { Adapter } from 'oidc-provider';

/**
 * Stores nothing: client-credentials tokens are self-contained and the one client is configured,
 * so the provider has nothing to keep. Its default in-memory store would only grow.
 */
export class StatelessAdapter implements Adapter {
  async upsert(): Promise<void> {}

  async find(): Promise<undefined> {}

  async findByUserCode(): Promise<undefined> {}

  async findByUid(): Promise<undefined> {}

  async consume(): Promise<void> {}

  async destroy(): Promise<void> {}

  async revokeByGrantId(): Promise<void> {}
}
