import { singleLine } from '../errors/index.js';
import { painter, wrap, type TextStyle } from '../explain/index.js';
import type { TextLayout } from '../inspection/index.js';
import type { InspectedKey, KeySetReport } from '../keys/index.js';

const STATES: Readonly<Record<InspectedKey['state'], readonly [style: TextStyle, words: string]>> = {
  used: ['good', '+ used'],
  conditional: ['bad', '? conditional'],
  ambiguous: ['bad', '? ambiguous'],
  'not-used': ['bad', 'x NOT USED'],
  'other-purpose': ['quiet', '- encryption'],
};
const INDENT = 15;

function headline({ keys, problem }: KeySetReport): string {
  if (problem !== undefined) return `No key set: ${problem}.`;
  const used = keys.filter(({ state }) => state === 'used').length;
  const count = `${used} of ${keys.length} ${keys.length === 1 ? 'key verifies' : 'keys verify'} tokens.`;
  if (used > 0) return count;
  return keys.some(({ state }) => state === 'conditional')
    ? `${count} Every call is refused, unless allowMissingKid is true.`
    : `${count} Every call is refused until the issuer publishes a key for signatures that can be used.`;
}

function words({ name, kind, algorithms, why }: InspectedKey): string {
  const read = [
    name,
    ...(kind === undefined ? [] : [kind]),
    ...(algorithms.length > 0 ? [algorithms.join(' ')] : []),
  ];
  return `${read.join('  ')}${why === undefined ? '' : `: ${why}`}`;
}

/** What a key set holds, as text for people. */
export function keySetText(report: KeySetReport, { columns, colours }: TextLayout): string {
  const paint = painter(colours);
  const { source, issuer, keys, problem, notes, tried } = report;
  const lines = wrap('', singleLine(headline(report)), columns).map((line) =>
    paint(problem === undefined ? 'strong' : 'bad', line),
  );
  lines.push(...wrap('', singleLine(tried === undefined ? source : `tried ${tried.join(', ')}`), columns));
  if (issuer !== undefined) lines.push(...wrap('', singleLine(`issuer ${issuer}`), columns));
  if (keys.length > 0) lines.push('');
  for (const key of keys) {
    const [style, state] = STATES[key.state];
    const [first, ...more] = wrap(`  ${state}`.padEnd(INDENT + 2), singleLine(words(key)), columns);
    lines.push(paint(style, first), ...more);
  }
  if (notes.length > 0) lines.push('');
  for (const note of notes) lines.push(...wrap('note  ', note, columns));
  return `${lines.join('\n')}\n`;
}
