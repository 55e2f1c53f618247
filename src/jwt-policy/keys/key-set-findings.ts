import { quote } from '../errors/index.js';
import { ALGORITHM_NAMES } from './algorithms.js';
import { ambiguousKids } from './key-set.js';
import type { ImportedJwks, KeySetFinding } from './import-jwks.js';
import { issuerName } from './key-set-messages.js';
import type { Report } from './key-source.js';

/** Kids that several different keys of these sets share. Keys without kid answer for no token here. */
function findAmbiguousKids(sets: readonly ImportedJwks[]): readonly KeySetFinding[] {
  const keys = sets.flatMap((set) => set.keys);
  const kids = new Set(ALGORITHM_NAMES.flatMap((algorithm) => ambiguousKids(keys, algorithm)));
  return [...kids]
    .filter((kid) => kid !== undefined)
    .map((kid) => ({
      level: 'warn',
      sentence: `different keys have the kid ${quote(kid)}, so tokens with this kid are refused: the issuer must give each key a kid of its own`,
    }));
}

/** Reports findings about the key sets of one issuer when they are new, not at each refresh. */
export class KeySetFindings {
  private readonly sets = new Map<string, ImportedJwks>();
  private reported: ReadonlySet<string> = new Set();

  constructor(
    private readonly issuer: string | null,
    private readonly report: Report,
  ) {}

  /** The set that a URL serves from now on. */
  received(url: string, set: ImportedJwks): void {
    this.sets.set(url, set);
    const sets = [...this.sets.values()];
    const findings = [...sets.flatMap(({ dropped }) => dropped), ...findAmbiguousKids(sets)];
    for (const { level, sentence } of findings)
      if (!this.reported.has(sentence))
        this.report(level, `Key set of ${issuerName(this.issuer)}: ${sentence}.`);
    this.reported = new Set(findings.map(({ sentence }) => sentence));
  }
}
