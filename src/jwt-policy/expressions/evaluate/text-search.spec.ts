import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Frame, Site, type ExpressionInputs } from './frame.js';
import { firstPlaceOf, lastPlaceOf, placesOf } from './text-search.js';

const site = new Site('', { start: 0, end: 0 });
const frame = (): Frame => new Frame({} as ExpressionInputs, []);

/** The places as the engine's own search finds them. */
function expectedPlaces(text: string, sought: string, step: number): readonly number[] {
  const places: number[] = [];
  for (let at = text.indexOf(sought); at >= 0 && at < text.length; at = text.indexOf(sought, at + step))
    places.push(at);
  return places;
}

const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 60 });
const pair = fc.oneof(
  fc.tuple(letters, letters),
  fc
    .tuple(letters, letters, letters)
    .map(([before, sought, after]) => [before + sought + after, sought] as const),
  fc.tuple(letters, fc.nat(20)).map(([part, times]) => [part.repeat(times + 2), part.repeat(2)] as const),
);

describe('looking for a text in a text', () => {
  test('finds every place, overlapping or not, that the search of the engine finds', () => {
    fc.assert(
      fc.property(pair, ([text, sought]) => {
        const step = Math.max(1, sought.length);
        expect(placesOf(text, sought, true, frame(), site)).toEqual(expectedPlaces(text, sought, 1));
        expect(placesOf(text, sought, false, frame(), site)).toEqual(expectedPlaces(text, sought, step));
        expect(firstPlaceOf(text, sought, frame(), site)).toBe(expectedPlaces(text, sought, 1)[0] ?? -1);
        expect(lastPlaceOf(text, sought, frame(), site)).toBe(text.lastIndexOf(sought));
      }),
      { numRuns: 1_000 },
    );
  });

  /** A text that counts the characters that are looked at. */
  function counting(text: string): { readonly text: string; looks: () => number } {
    let looks = 0;
    const counted = {
      length: text.length,
      charCodeAt: (index: number): number => {
        looks += 1;
        return text.charCodeAt(index);
      },
    };
    return { text: counted as unknown as string, looks: () => looks };
  }

  const a = 'a'.repeat(9_000);
  test.each([
    ['baaa… in aaa…', a, `b${'a'.repeat(4_000)}`],
    ['aaa…b in aaa…', a, `${'a'.repeat(4_000)}b`],
    ['aaa…baaa… in aaa…', a, `${'a'.repeat(2_000)}b${'a'.repeat(2_000)}`],
    ['aaa… in aaa…', a, 'a'.repeat(4_000)],
    ['aaa…b in aaa…caaa…c', `${'a'.repeat(99)}c`.repeat(90), `${'a'.repeat(100)}b`],
    ['abab…c in abab…', 'ab'.repeat(4_500), `${'ab'.repeat(2_000)}c`],
    ['a text that is longer', a, 'a'.repeat(20_000)],
    ['abaababaabaab… in itself', 'abaababaabaab'.repeat(700), 'abaababaabaab'.repeat(300)],
  ])('looks at each character a few times, and charges for that: %s', (_name, text, sought) => {
    const calls = [
      (...[one, other, ...rest]: Parameters<typeof firstPlaceOf>) => placesOf(one, other, true, ...rest),
      (...[one, other, ...rest]: Parameters<typeof firstPlaceOf>) => placesOf(one, other, false, ...rest),
      firstPlaceOf,
      lastPlaceOf,
    ];
    for (const call of calls) {
      const [counted, looked, spent] = [counting(sought), counting(text), frame()];
      call(looked.text, counted.text, spent, site);
      expect(looked.looks()).toBeLessThanOrEqual(text.length);
      expect(counted.looks()).toBeLessThanOrEqual(4 * (text.length + sought.length));
      expect(spent.steps).toBeGreaterThanOrEqual((text.length + sought.length) / 4);
      expect(spent.steps).toBeGreaterThanOrEqual((looked.looks() + counted.looks()) / 32);
    }
  });

  test.each([8, 9])('charges the same on both sides of the length that the engine searches: %d', (length) => {
    const spent = frame();
    firstPlaceOf('x'.repeat(400 - length), 'y'.repeat(length), spent, site);
    expect(spent.steps).toBe(101);
  });
});
