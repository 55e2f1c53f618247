import { describe, expect, it } from '@jest/globals';
import { parseTokenArguments } from './token-arguments.js';
describe('the words of the token command', () => {
    it.each([
        [[], []],
        [['--scope', 'a'], ['a']],
        [
            ['--scope', 'a', 'b'],
            ['a', 'b'],
        ],
        [
            ['--scope', 'a b'],
            ['a', 'b'],
        ],
        [
            ['--scope=a', '--scope', ' b '],
            ['a', 'b'],
        ],
    ])('%j ask for the scopes %j', (words, scopes) => {
        expect(parseTokenArguments(words)).toEqual({ scopes, issuer: undefined });
    });
    it('may name another issuer', () => {
        const issuer = 'http://127.0.0.1:4001/us-east-1_local';
        expect(parseTokenArguments(['--issuer', issuer, '--scope', 'a'])).toEqual({ scopes: ['a'], issuer });
    });
    it.each([
        [['--scope', ''], '--scope names no scope'],
        [['--scope', ' '], '--scope names no scope'],
        [['--scope'], 'argument missing'],
        [['a'], 'is not understood without --scope'],
        [['--scopes', 'a'], "Unknown option '--scopes'"],
        [['--issuer', '127.0.0.1:3001'], '--issuer must be the URL'],
        [['--issuer', 'file:///etc/passwd'], '--issuer must be the URL'],
    ])('%j are refused in one line that shows how it is done', (words, reason) => {
        const parse = () => parseTokenArguments(words);
        expect(parse).toThrow(reason);
        expect(parse).toThrow(/^[^\n]* Usage: npm run -s token -- [^\n]*$/);
    });
});
