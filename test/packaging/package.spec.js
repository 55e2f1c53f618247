import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { makeFolder, readManifest, removeFolder, ROOT, unpackLibrary } from './packed-library.js';
/** The paths of the files below a folder, in order. */
function filesIn(folder) {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return names
        .filter((name) => statSync(join(folder, name)).isFile())
        .map((name) => name.replaceAll('\\', '/'))
        .toSorted();
}
function packageOf(specifier) {
    return specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');
}
describe('the published package', () => {
    const workshop = makeFolder();
    const unpacked = join(workshop, 'unpacked');
    let files = [];
    beforeAll(async () => {
        mkdirSync(unpacked);
        await unpackLibrary(workshop, unpacked);
        files = filesIn(unpacked);
    }, 60_000);
    afterAll(() => removeFolder(workshop));
    test('holds the built library, and beside it only what npm and the reader need', () => {
        const beside = files.filter((file) => !file.startsWith('dist/jwt-policy/'));
        expect(beside).toEqual(['LICENSE', 'README.md', 'package.json']);
    });
    test('holds the code and the types of every source of the library, and nothing else of it', () => {
        const sources = filesIn(join(ROOT, 'src/jwt-policy')).filter((file) => !file.endsWith('.spec.ts'));
        const built = sources.flatMap((file) => [file.replace(/ts$/, 'd.ts'), file.replace(/ts$/, 'js')]);
        const held = files.filter((file) => file.startsWith('dist/'));
        expect(held).toEqual(built.map((file) => `dist/jwt-policy/${file}`).toSorted());
    });
    test('names in its exports files that are there', () => {
        const { exports } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'));
        expect(Object.keys(exports)).toEqual(['.', './package.json']);
        const targets = Object.values(exports).flatMap((target) => typeof target === 'string' ? [target] : Object.values(target));
        expect(targets.filter((target) => !files.includes(target.replace('./', '')))).toEqual([]);
    });
    test('imports only what it declares', () => {
        const { dependencies, peerDependencies } = readManifest(unpacked);
        const imported = files
            .filter((file) => /\.(js|d\.ts)$/.test(file))
            .flatMap((file) => ts.preProcessFile(readFileSync(join(unpacked, file), 'utf8')).importedFiles)
            .map(({ fileName }) => fileName)
            .filter((specifier) => !specifier.startsWith('.') && !isBuiltin(specifier));
        const packages = new Set(imported.map(packageOf));
        const declared = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
        expect([...packages].filter((name) => !declared.has(name))).toEqual([]);
        expect(Object.keys(dependencies).filter((name) => !packages.has(name))).toEqual([]);
    });
});
