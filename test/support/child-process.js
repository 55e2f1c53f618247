import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
/** A process with only the environment it is given, and what it prints. */
export class RunningProcess {
    constructor(command, args, cwd, env = {}) {
        this.output = '';
        this.errors = '';
        this.child = spawn(command, args, {
            cwd,
            env: { NODE_ENV: 'test', NO_COLOR: '1', ...env },
            stdio: ['ignore', 'pipe', 'pipe'],
        });
        this.child.stdout?.setEncoding('utf8').on('data', (text) => (this.output += text));
        this.child.stderr?.setEncoding('utf8').on('data', (text) => (this.errors += text));
        this.ended = once(this.child, 'close').then(([code, signal]) => ({
            code: code,
            signal: signal,
            output: this.output,
            errors: this.errors,
        }));
    }
    /** Resolves with the first match of what the process prints; rejects when it ends without printing it. */
    async printed(pattern) {
        const { stdout } = this.child;
        let over = false;
        void this.ended.then(() => (over = true));
        for (;;) {
            const match = pattern.exec(this.output);
            if (match !== null)
                return match;
            if (over)
                throw new Error(`It ended without printing ${pattern}:\n${this.output}${this.errors}`);
            await Promise.race([stdout === null ? undefined : once(stdout, 'data'), this.ended]);
        }
    }
    kill(signal) {
        this.child.kill(signal);
    }
    /** Ends the process if it still runs, without giving it a choice. */
    async close() {
        if (this.child.exitCode === null && this.child.signalCode === null)
            this.kill('SIGKILL');
        await this.ended;
    }
}
/** A built entry point, such as `main.js`, running as a process of its own. */
export class EntryPointProcess extends RunningProcess {
    constructor(script, cwd, env = {}, args = []) {
        super(process.execPath, [builtPath(script), ...args], cwd, env);
    }
}
function builtPath(script) {
    const path = resolve('dist', script);
    if (!existsSync(path))
        throw new Error(`${path} is not built: run "npm run build" first.`);
    return path;
}
