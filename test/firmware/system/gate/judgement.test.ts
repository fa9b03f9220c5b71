import assert from 'node:assert/strict';
import { Judgement, type Look } from '../../../../firmware/system/gate/judgement.ts';

const health = (cycle: number, rest: Partial<NonNullable<Look['health']>> = {}) => ({
  cycle,
  api: true,
  store: true,
  ...rest,
});
/** One look every 5 s, with these facts. */
const judged = (looks: readonly Partial<Look>[], everyMs = 5_000): string => {
  const judgement = new Judgement();
  let said = '';
  looks.forEach((look, k) => {
    said = judgement.of({ atMs: k * everyMs, answers: true, network: true, health: health(5 * k), ...look });
  });
  return said;
};

describe('S17 what the health gate calls well', () => {
  const rows: readonly (readonly [string, readonly Partial<Look>[], string | RegExp])[] = [
    ['ten turns of the loop within 20 s', [{}, {}, {}], 'well'],
    ['one look', [{}], /turned 0 times/],
    ['too few turns', [{ health: health(0) }, { health: health(9) }], /turned 9 times, 10 are wanted/],
    ['a page that does not answer', [{}, {}, { answers: false }], /does not answer/],
    ['a page that did not answer a moment ago', [{}, {}, { answers: false }, {}], /turned 0 times/],
    ['no network', [{}, {}, { network: false }], /network is not up/],
    ['no file', [{}, {}, { health: undefined }], /says nothing/],
    ['a program that does not reach itself', [{}, {}, { health: health(10, { api: false }) }], /own port/],
    ['a store that takes no writes', [{}, {}, { health: health(10, { store: false }) }], /no writes/],
    [
      'a loop that starts anew every few seconds',
      [0, 7, 1, 8, 2, 9, 3].map((cycle) => ({ health: health(cycle) })),
      /turned 0 times/,
    ],
    ['a loop that stands', Array.from({ length: 9 }, () => ({ health: health(500) })), /turned 0 times/],
    [
      'a loop ten times too slow',
      Array.from({ length: 30 }, (_, k) => ({ health: health(Math.floor(k / 2)) })),
      /turned 2/,
    ],
  ];
  for (const [what, looks, expected] of rows) {
    it(`${what}: ${expected instanceof RegExp ? 'not well' : expected}`, () => {
      if (expected instanceof RegExp) assert.match(judged(looks), expected);
      else assert.equal(judged(looks), expected);
    });
  }
});
