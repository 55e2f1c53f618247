import { describe, expect, it } from '@jest/globals';
import { ExplainedError } from './explained.error.js';
import { explainListenProblem } from './listen-problem.js';
const address = { host: '10.0.0.1', port: 80, hostVariable: 'HOST', portVariable: 'PORT' };
function failure(code) {
    return Object.assign(new Error(`listen ${code}`), { code });
}
describe('a server that cannot listen', () => {
    it.each([
        [
            'EADDRINUSE',
            'Port 80 on 10.0.0.1 is in use by another process. End that process, or choose another port with PORT.',
        ],
        ['EACCES', 'This user may not listen on port 80 of 10.0.0.1. Choose a port above 1023 with PORT.'],
        [
            'EADDRNOTAVAIL',
            '10.0.0.1 is not an address of this machine. Set HOST to an address of this machine, such as 127.0.0.1.',
        ],
        [
            'ENOTFOUND',
            'The host name 10.0.0.1 is not known. Set HOST to an address of this machine, such as 127.0.0.1.',
        ],
        [
            'EAI_AGAIN',
            'The host name 10.0.0.1 could not be looked up. Set HOST to an address of this machine, such as 127.0.0.1.',
        ],
    ])('for %s says what to do', (code, sentence) => {
        const explained = explainListenProblem(failure(code), address);
        expect(explained).toBeInstanceOf(ExplainedError);
        expect(explained).toHaveProperty('message', sentence);
    });
    it.each([failure('EOTHER'), failure('constructor'), new Error('no code'), 'text', undefined])('for a reason it does not know keeps the error: %p', (error) => {
        expect(explainListenProblem(error, address)).toBe(error);
    });
});
