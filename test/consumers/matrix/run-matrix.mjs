import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from '../install.mjs';
import { KINDS } from './kinds.mjs';
import { installNodes, nodeAtHand } from './nodes.mjs';
import { tryKind } from './try-kind.mjs';

const NESTS = ['11', '12'];
// An older `moduleResolution` is tried in test/packaging.
const QUICK = ['esm-nest-12', 'ts-jest-nest-11', 'esbuild-nest-11'];

function nameOf(kind, nest) {
  return `${kind.name}-nest-${nest}`;
}

function combinations() {
  return NESTS.flatMap((nest) =>
    KINDS.filter(({ onlyNest = nest }) => onlyNest === nest).map((kind) => ({
      name: nameOf(kind, nest),
      kind,
      nest,
    })),
  );
}

/** The names of all combinations of a kind and a major of Nest, such as `esbuild-nest-11`. */
export const MATRIX = combinations().map(({ name }) => name);

function tell({ kind, nest, node, works, reason, problems }) {
  const outcome = problems.length > 0 ? 'FAILED' : works ? 'passed' : 'cannot';
  const why = reason === undefined ? '' : `: ${reason}`;
  process.stdout.write(`${outcome} ${kind}-nest-${nest} on Node ${node}${why}\n`);
  for (const problem of problems) process.stdout.write(`  ${problem.replaceAll('\n', '\n    ')}\n`);
}

/**
 * Runs combinations; gives the result of each on each Node, without what was printed. The quick corner runs on the Node
 * at hand.
 */
export async function runMatrix(workshop, tarball, issuer, { names, isQuick }) {
  const chosen = combinations().filter(({ name }) => (isQuick ? QUICK : names).includes(name));
  if (chosen.length === 0) return [];
  const nodes = isQuick ? nodeAtHand() : await installNodes(join(workshop, 'node'));
  const keySet = await issuer.serveKeys();
  const all = [];
  try {
    for (const nest of NESTS) {
      const ofNest = chosen.filter((one) => one.nest === nest);
      if (ofNest.length === 0) continue;
      const installed = join(workshop, `matrix-nest-${nest}`);
      await installPackages(join(import.meta.dirname, `nest-${nest}`), installed, tarball);
      for (const { kind } of ofNest) {
        const results = await tryKind(kind, nest, installed, nodes, { issuer, jwksUri: keySet.url });
        for (const result of results) tell(result);
        all.push(...results);
      }
      rmSync(installed, { recursive: true, force: true });
    }
  } finally {
    keySet.close();
  }
  return all;
}
