/**
 * Stores nothing: client-credentials tokens are self-contained and the one client is configured,
 * so the provider has nothing to keep. It is told so instead of holding an in-memory store that would only grow.
 */
export class StatelessAdapter {
    async upsert() { }
    async find() { }
    async findByUserCode() { }
    async findByUid() { }
    async consume() { }
    async destroy() { }
    async revokeByGrantId() { }
}
