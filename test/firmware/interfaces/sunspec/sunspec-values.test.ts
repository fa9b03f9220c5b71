import assert from 'node:assert/strict';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import { siteSchema } from '../../../../firmware/domain/site/schema.ts';
import { sunspec } from '../../../../firmware/domain/site/sunspec.ts';
import { sunspecImage } from '../../../../firmware/interfaces/sunspec/image.ts';
import { SunSpecValues } from '../../../../firmware/interfaces/sunspec/sunspec-values.ts';
import { floatWords, textWords } from '../../../../firmware/interfaces/sunspec/words.ts';
import { exampleState } from '../../api/fakes.ts';

const variables = ['AVAIL', 'PWR'].map((name) => ({
  ...{ name, value: 1, at: '', source: 'site', stale: false, owner: null },
}));

describe('what a SunSpec client may ask and write', () => {
  let written: unknown[] = [];
  beforeEach(() => {
    written = [];
  });
  const values = (config: object) => {
    const site = siteSchema.parse({ name: 'x', timezone: 'UTC', circuits: [{ id: 'house', fuseA: 35 }] });
    const state = { ...exampleState(1), variables };
    const image = sunspecImage({ site, state, serial: '1', version: '1', firstUnit: 1, percent: 100 });
    return new SunSpecValues(sunspec.parse({ enabled: true, ...config }), {
      image: () => image,
      share: (percent) => void written.push(percent),
      async variable(name, value) {
        await Promise.resolve();
        if (name === 'PWR') throw new NetwachtError('owned', 'PWR is owned by the grid operator');
        written.push([name, value]);
      },
    });
  };
  const write = (address: number, words: readonly number[], config: object = { writes: true }, unitId = 1) =>
    values(config).write({ unitId, functionCode: words.length === 1 ? 6 : 16, address, values: words });
  const read = (address: number, quantity: number, unitId = 1, functionCode: 1 | 3 | 4 = 3) =>
    values({}).read({ unitId, functionCode, address, quantity });

  it('reads with 3 and 4, and nothing before, behind or beside the models', () => {
    assert.deepEqual(read(40_000, 2), [0x5375, 0x6e53]);
    assert.deepEqual(read(40_000, 2, 1, 4), [0x5375, 0x6e53]);
    assert.deepEqual(read(40_000, 2, 1, 1), { exception: 1 });
    assert.deepEqual(read(39_999, 2), { exception: 2 });
    assert.deepEqual(read(41_006 + 44, 2), [0xffff, 0]);
    assert.deepEqual(read(41_006 + 45, 2), { exception: 2 });
    assert.deepEqual(read(40_000, 2, 2), { exception: 11 });
  });

  it('takes nothing unless the site says so', async () => {
    assert.deepEqual(await write(40_968, floatWords(40), {}), { exception: 2 });
    assert.deepEqual(written, []);
  });

  for (const [what, words, answer] of [
    ['40 %', floatWords(40), 40],
    ['0 %', floatWords(0), 0],
    ['100 %', floatWords(100), 100],
    ['the high half of 40 %', floatWords(40).slice(0, 1), 40],
    ['a whole number in one register', [40], undefined],
    ['a whole number in two registers', [0, 40], undefined],
    ['NaN', floatWords(null), undefined],
    ['infinite', [0x7f80, 0], undefined],
    ['-1 %', floatWords(-1), undefined],
    ['101 %', floatWords(101), undefined],
  ] as const)
    it(`${answer === undefined ? 'refuses' : 'takes'} ${what} at 40968`, async () => {
      assert.deepEqual(await write(40_968, words), answer === undefined ? { exception: 3 } : 'taken');
      assert.deepEqual(written, answer === undefined ? [] : [answer]);
    });

  it('writes none of the others of the connection, no header and no name', async () => {
    for (const address of [40_000, 40_070, 40_098, 40_954, 40_956, 40_966, 40_967, 40_969, 40_970, 41_004, 41_006])
      assert.deepEqual(await write(address, floatWords(40)), { exception: 2 }, String(address));
    assert.deepEqual(await write(40_968, [...floatWords(40), 0]), { exception: 2 });
    assert.deepEqual(await write(40_968, floatWords(40), { writes: true }, 2), { exception: 11 });
    assert.deepEqual(written, []);
  });

  it('writes a variable by its float, or by its name and its float; not the one of the grid operator', async () => {
    assert.equal(await write(41_026, floatWords(70)), 'taken');
    assert.equal(await write(41_006, [...textWords('AVAIL', 20), ...floatWords(60)]), 'taken');
    assert.deepEqual(await write(41_006, [...textWords('PWR', 20), ...floatWords(60)]), { exception: 3 });
    assert.deepEqual(await write(41_048, floatWords(70)), { exception: 2 });
    assert.deepEqual(await write(41_026, floatWords(null)), { exception: 3 });
    assert.deepEqual(await write(41_070, floatWords(70)), { exception: 2 });
    assert.deepEqual(written, [
      ['AVAIL', 70],
      ['AVAIL', 60],
    ]);
  });
});
