import assert from 'node:assert/strict';
import { runCycle } from '../../../../firmware/control/cycle.ts';
import { Player } from '../../../../firmware/control/replay/player.ts';
import { Recorder } from '../../../../firmware/control/replay/recorder.ts';
import { type Known, nothingKnown } from '../../../../firmware/domain/known.ts';
import { PlantSite } from '../../../../scripts/site/in-process/plant-site.ts';
import { catalogue } from '../replay/lines.ts';

/** The current of the house follows the price, and a variable the price of the cycle before. */
const document = {
  name: 'by price',
  timezone: 'Europe/Amsterdam',
  circuits: [
    {
      ...{ id: 'house', fuseA: 40 },
      limits: [{ id: 'price', unit: 'A', value: '60 - CM._price - before / 10', fallback: 7 }],
    },
  ],
  devices: [{ id: 'E1', definition: 'a-box', address: '10.0.0.1:502', maxCurrentA: 32 }],
  variables: [{ name: 'before', expr: 'CM._price' }],
  tariffs: [
    { id: 'evu', kind: 'variable', variable: 'TARIF', prices: [{ value: 1, ct: 50 }] },
    { id: 'spot', kind: 'dayAhead', format: 'awattar', url: 'https://prices.example/' },
  ],
};

/** Two minutes: first no price, then one of the exchange, then TARIF. Recorded from a second on. */
function recorded(fromS: number): string[] {
  const lines: string[] = [];
  const recorder = new Recorder((line) => lines.push(line));
  let known: Known = nothingKnown;
  const site = new PlantSite({
    document,
    plant: { seed: 3, fuseA: 40, boxes: [{ id: 'E1', wiring: [0, 1, 2], maxA: 32, car: { phases: 3, maxA: 32 } }] },
    run: (mind, facts) => {
      const whole = { ...facts, known };
      return site.nowMs < startMs + fromS * 1000 ? runCycle(mind, whole) : recorder.run(document, mind, whole);
    },
  });
  const startMs = site.nowMs;
  const limits = () => site.records.filter(({ id }) => id === 'price').map(({ value }) => value);
  site.step(30);
  assert.deepEqual(limits(), [7000]);
  const span = { fromMs: site.wallMs - 3_600_000, toMs: site.wallMs + 3_600_000, ct: 30 };
  known = { ...nothingKnown, prices: [{ tariff: 'spot', spans: [span] }] };
  site.step(30);
  assert.deepEqual(limits(), [27_000]);
  site.set('TARIF', 1);
  site.step(30);
  assert.deepEqual(limits(), [5000]);
  site.set('TARIF', 0);
  site.step(30);
  assert.deepEqual(limits(), [27_000]);
  return lines;
}

/** Answers that are not what was decided. */
function otherwise(lines: readonly string[]): number {
  const player = new Player(catalogue);
  const answers = lines.flatMap((line) => player.take(line) ?? []);
  assert.equal(answers.length, lines.length - 1);
  return answers.filter(({ asDecided }) => asDecided !== true).length;
}

describe('a recording of cycles with prices', () => {
  it('played again decides the same', () => {
    assert.equal(otherwise(recorded(0)), 0);
  });

  it('may begin in mid-run, since it keeps the price of the cycle before', () => {
    const lines = recorded(75);
    assert.equal(otherwise(lines), 0);
    const { state, ...header } = JSON.parse(lines[0] ?? '');
    const { prices: _prices, ...forgotten } = state;
    assert.ok(otherwise([JSON.stringify({ ...header, state: forgotten }), ...lines.slice(1)]) > 0);
  });
});
