import { once } from 'node:events';
import { createServer } from 'node:http';
/** A key set endpoint in this process that counts its calls and misbehaves on command. */
export class JwksServer {
    constructor(keys) {
        this.hits = {};
        this.port = 0;
        this.handler = answer(200, JSON.stringify({ keys }));
        this.server = createServer((request, response) => {
            const path = request.url ?? '';
            this.hits[path] = (this.hits[path] ?? 0) + 1;
            this.handler(request, response);
        });
    }
    static async start(...keys) {
        const server = new JwksServer(keys.map(({ jwk }) => jwk));
        await server.open();
        return server;
    }
    /** Listens again after `close()`, where it did before. */
    async open() {
        await new Promise((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
        this.port = this.server.address().port;
    }
    get origin() {
        return `http://127.0.0.1:${this.port}`;
    }
    get url() {
        return `${this.origin}/jwks`;
    }
    /** How often the key set was asked for. */
    get fetches() {
        return this.hits['/jwks'] ?? 0;
    }
    serve(...keys) {
        this.handler = answer(200, JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }));
    }
    /** From now on every call is answered like this. */
    answer(status, body, headers = {}) {
        this.handler = answer(status, body, headers);
    }
    handle(handler) {
        this.handler = handler;
    }
    /** Keeps every call waiting. Tells, for each, when the other side has given up. */
    hang() {
        const givenUp = [];
        this.handler = (_request, response) => void givenUp.push(once(response, 'close'));
        return givenUp;
    }
    /** Ends at once, open connections included. May be called twice. */
    async close() {
        if (!this.server.listening)
            return;
        const closed = new Promise((resolve) => this.server.close(resolve));
        this.server.closeAllConnections();
        await closed;
    }
}
function answer(status, body, headers = {}) {
    return (_request, response) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
    };
}
