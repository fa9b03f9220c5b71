import assert from 'node:assert/strict';
import { placeOf } from '../../../firmware/formula/place-of.ts';

describe('the place of a name in a formula', () => {
  const cases: readonly (readonly [text: string, word: string, marked: string, from: number])[] = [
    ['M10.power_w + M1.power_w', 'M1', 'M1', 14],
    ['2 * m7.Current', 'M7', 'm7', 4],
    ['XAVAIL + AVAIL_ + avail', 'AVAIL', 'avail', 18],
    ['AVAIL', 'AVAIL', 'AVAIL', 0],
    ['1 + 2', 'AVAIL', '1 + 2', 0],
  ];
  for (const [text, word, marked, from] of cases)
    it(`${word} in ${text}`, () => {
      const place = placeOf(text, word);
      assert.equal(place.from, from);
      assert.equal(text.slice(place.from, place.to), marked);
    });
});
