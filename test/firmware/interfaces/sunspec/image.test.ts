import assert from 'node:assert/strict';
import fc from 'fast-check';
import { siteSchema } from '../../../../firmware/domain/site/schema.ts';
import { type ImageFacts, sunspecImage } from '../../../../firmware/interfaces/sunspec/image.ts';
import { floatOf, floatWords, textOf, textWords } from '../../../../firmware/interfaces/sunspec/words.ts';
import { exampleState } from '../../api/fakes.ts';

const bare = { name: 'x', timezone: 'UTC', circuits: [{ id: 'house', fuseA: 35 }] };
const facts = (more: Partial<ImageFacts> = {}, site: object = {}): ImageFacts => ({
  ...{ site: siteSchema.parse({ ...bare, ...site }), state: exampleState(1), serial: 'nw-1', version: '1.2.3' },
  ...{ firstUnit: 1, percent: 100, ...more },
});

/** Addresses and ids, as a client finds them. */
function walk(words: readonly number[]): [number, number, number][] {
  assert.deepEqual(words.slice(0, 2), [0x5375, 0x6e53]);
  const found: [number, number, number][] = [];
  for (let at = 2; ; ) {
    const [id = -1, length = -1] = words.slice(at, at + 2);
    assert.ok(id >= 0 && length >= 0, `the walk leaves the registers at ${at}`);
    found.push([40_000 + at, id, length]);
    at += 2 + length;
    if (id !== 0xffff) continue;
    assert.equal(at, words.length);
    return found;
  }
}
const unit = (given: ImageFacts, id = given.firstUnit): readonly number[] => sunspecImage(given).get(id) ?? [];
const float = (words: readonly number[], address: number) =>
  floatOf(words[address - 40_000] ?? 0, words[address - 39_999] ?? 0);

describe('the registers of SunSpec', () => {
  it('has every model at the address that the original documents', () => {
    assert.deepEqual(walk(unit(facts())).slice(0, 11), [
      [40_002, 1, 66],
      ...[40_070, 40_196, 40_322, 40_448, 40_574, 40_700, 40_826].map((address) => [address, 213, 124]),
      [40_952, 60_000, 16],
      [40_970, 60_001, 32],
      [41_004, 60_002, 22 * exampleState(1).variables.length],
    ]);
  });

  it('tells power at 40098 and the percentage at 40968', () => {
    const state = { ...exampleState(1), flow: { ...exampleState(1).flow, gridW: 1234.5 } };
    const words = unit(facts({ state, percent: 40 }));
    assert.equal(float(words, 40_098), 1234.5);
    assert.equal(float(words, 40_968), 40);
    assert.equal(float(words, 40_954), Math.fround(1000 * Math.min(...(state.circuits[0]?.limitA ?? []))));
  });

  it('does not know is NaN with its event, never 0', () => {
    const words = unit(facts({ state: undefined }));
    for (const start of [40_070, 40_196, 40_322, 40_448, 40_574, 40_700, 40_826]) {
      assert.ok(Number.isNaN(float(words, start + 28)), String(start));
      assert.equal(words[start + 125 - 40_000], 1 << 7);
    }
  });

  it('tells no old value of a meter as if it were true', () => {
    const devices = [{ id: 'M1', definition: 'a-meter', address: '10.0.0.2:502', role: 'grid', staleS: 10 }];
    const volts = [230, 230, 230] as const;
    const meter = { id: 'M1', name: 'M1', role: 'grid', currentA: [1, 1, 1] as const, voltageV: volts };
    const at = (ageS: number) => {
      const fresh = { ...meter, powerW: [100, 200, 300] as const, ageS };
      return unit(facts({ state: { ...exampleState(1), meters: [fresh] } }, { devices }), 2);
    };
    assert.equal(float(at(10), 40_098), 600);
    assert.ok(Number.isNaN(float(at(11), 40_098)));
    assert.equal(at(11)[40_070 + 125 - 40_000], 1 << 7);
    assert.deepEqual(at(1).slice(196, 200), [60_003, 2, 3, 0xffff]);
  });

  it('ends its walk whatever the site, and has no unit beyond 247', () => {
    const roles = fc.constantFrom('grid', 'consumption', 'generation', 'storageHome', 'storageAll', 'display');
    const device = fc.oneof(
      roles.map((role) => ({ id: 'M', role })),
      fc.constant({ id: 'E', role: 'chargePoint' }),
    );
    fc.assert(
      fc.property(fc.array(device, { maxLength: 300 }), fc.integer({ min: 1, max: 247 }), (some, firstUnit) => {
        const devices = some.map(({ id, role }, k) => ({
          ...{ id: `${id}${k + 1}`, definition: 'x', address: '10.0.0.2:502', role },
        }));
        const image = sunspecImage(facts({ firstUnit }, { devices }));
        for (const words of image.values()) walk(words);
        assert.equal(image.size, 1 + Math.min(devices.length, 247 - firstUnit));
        assert.ok(Math.max(...image.keys()) <= 247);
      }),
      { numRuns: 30 },
    );
  });

  it('brings floats and texts back', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        assert.ok(Object.is(floatOf(...floatWords(value)), value));
      }),
    );
    for (const unknown of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY])
      assert.deepEqual(floatWords(unknown), [0x7fc0, 0]);
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,31}$/), (name) => {
        assert.equal(textOf(textWords(name, 20)), name);
      }),
    );
  });
});
