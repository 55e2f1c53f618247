/** A new adapter of the chosen framework; the other one is not even loaded. */
export async function httpAdapter(framework) {
    if (framework === 'fastify') {
        const { FastifyAdapter } = await import('@nestjs/platform-fastify');
        return new FastifyAdapter();
    }
    const { ExpressAdapter } = await import('@nestjs/platform-express');
    return new ExpressAdapter();
}
