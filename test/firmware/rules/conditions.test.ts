import assert from 'node:assert/strict';
import { always, set, setTo, Walked } from './walked.ts';

/** Condition, what the site says, and whether it holds: true, false, or not known. */
type Line = readonly [condition: object, says: Record<string, number>, holds: boolean | undefined];

const lines: readonly Line[] = [
  [always, {}, true],
  [{ kind: 'formula', formula: 'TARIF == 1' }, { 'CM.tarif': 1 }, true],
  [{ kind: 'formula', formula: 'TARIF == 1' }, { 'CM.tarif': 0 }, false],
  [{ kind: 'formula', formula: 'TARIF' }, { 'CM.tarif': 0.5 }, true],
  [{ kind: 'formula', formula: 'TARIF' }, { 'CM.tarif': -1 }, false],
  [{ kind: 'formula', formula: 'TARIF == 1' }, {}, undefined],
  [{ kind: 'formula', formula: 'no formula at all' }, {}, undefined],
  [{ kind: 'formula', formula: 'soc < 80' }, { 'E1.soc': 79 }, true],
  [{ kind: 'surplus', atLeastW: 4140 }, { 'CM._surplus': 4140 }, true],
  [{ kind: 'surplus', atLeastW: 4140 }, { 'CM._surplus': 4139 }, false],
  [{ kind: 'surplus', atLeastW: 4140 }, {}, undefined],
  [{ kind: 'solar', atLeastW: 100 }, { 'GM.produced.power_w': 100 }, true],
  [{ kind: 'solar', atLeastW: 100 }, { 'GM.produced.power_w': 99 }, false],
  [{ kind: 'import', atLeastW: 5000 }, { 'GM.grid_demand.power_w': 5000 }, true],
  [{ kind: 'import', atLeastW: 5000 }, { 'GM.grid_demand.power_w': -6000 }, false],
  [{ kind: 'export', atLeastW: 5000 }, { 'GM.grid_demand.power_w': -5000 }, true],
  [{ kind: 'export', atLeastW: 5000 }, { 'GM.grid_demand.power_w': 6000 }, false],
  [{ kind: 'export', atLeastW: 5000 }, {}, undefined],
  [{ kind: 'price', atMostCt: 12.5 }, { 'CM._price': 12.5 }, true],
  [{ kind: 'price', atMostCt: 12.5 }, { 'CM._price': 12.6 }, false],
  [{ kind: 'price', atMostCt: 0 }, { 'CM._price': -3 }, true],
  [{ kind: 'price', atMostCt: 12.5 }, {}, undefined],
  [{ kind: 'priceLevel', atMost: -5 }, { 'CM._price_level': -6 }, true],
  [{ kind: 'priceLevel', atMost: -5 }, { 'CM._price_level': -4 }, false],
  [{ kind: 'soc', atLeast: 80 }, { 'E1.soc': 80 }, true],
  [{ kind: 'soc', atLeast: 80 }, { 'E1.soc': 79 }, false],
  [{ kind: 'soc', atLeast: 80 }, { 'M2.soc': 90 }, undefined],
  [{ kind: 'soc', atLeast: 80, device: 'M2' }, { 'M2.soc': 90 }, true],
  [{ kind: 'charging', atLeast: 2 }, { 'CM._num_charging': 2 }, true],
  [{ kind: 'charging', atLeast: 2 }, { 'CM._num_charging': 1 }, false],
  [{ kind: 'input', device: 'M1', number: 1 }, { 'M1.input1': 1 }, true],
  [{ kind: 'input', device: 'M1', number: 1 }, { 'M1.input1': 0 }, false],
  [{ kind: 'input', device: 'M1', number: 2 }, { 'M1.input1': 1 }, undefined],
];

describe('a condition of a charging rule', () => {
  for (const [condition, says, holds] of lines) {
    const title = `${JSON.stringify(condition)} with ${JSON.stringify(says)} is ${holds ?? 'not known'}`;
    it(title, () => {
      const value = (not: boolean) => new Walked([{ id: 'r', if: condition, not, then: set(10) }], says).value;
      assert.equal(value(false), holds === true ? 10_000 : 0);
      assert.equal(value(true), holds === false ? 10_000 : 0, 'NOT of what is not known is not known');
    });
  }

  describe('of time', () => {
    const valueAt = (condition: object, minute: number, weekday = 3, days?: readonly string[]) => {
      const walked = new Walked([{ id: 'r', if: condition, then: set(10), ...(days && { days }) }], { 'CM.early': 60 });
      Object.assign(walked.situation, { minute, weekday });
      return walked.value === 10_000;
    };
    const clock = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

    it('holds from its beginning to the minute before its end', () => {
      const span = { kind: 'time', from: '08:00', to: '12:00' };
      assert.deepEqual(
        ['07:59', '08:00', '11:59', '12:00'].map((text) => valueAt(span, clock(text))),
        [false, true, true, false],
      );
    });

    it('runs over midnight, and all day where both ends are one', () => {
      const night = { kind: 'time', from: '22:00', to: '06:00' };
      assert.deepEqual(
        ['21:59', '22:00', '00:00', '05:59', '06:00'].map((text) => valueAt(night, clock(text))),
        [false, true, true, true, false],
      );
      assert.equal(valueAt({ kind: 'time', from: '00:00', to: '00:00' }, 900), true);
    });

    it('takes the minutes of the day from formulas', () => {
      const span = { kind: 'minutes', from: 'early', to: 'early + 60' };
      assert.deepEqual(
        [59, 60, 119, 120].map((minute) => valueAt(span, minute)),
        [false, true, true, false],
      );
      assert.equal(valueAt({ kind: 'minutes', from: 'nowhere', to: '100' }, 50), false);
      assert.equal(valueAt({ kind: 'minutes', from: '-5', to: '100' }, 50), false);
    });

    it('counts on its days only; what runs over midnight belongs to the day on which it began', () => {
      const [friday, saturday, sunday] = [5, 6, 0];
      assert.equal(valueAt(always, 600, friday, ['fr']), true);
      assert.equal(valueAt(always, 600, saturday, ['fr']), false);
      assert.equal(valueAt(always, 600, sunday, ['su']), true);
      const night = { kind: 'time', from: '22:00', to: '06:00' };
      assert.equal(valueAt(night, clock('23:00'), friday, ['fr']), true);
      assert.equal(valueAt(night, clock('05:00'), saturday, ['fr']), true);
      assert.equal(valueAt(night, clock('05:00'), friday, ['fr']), false);
    });
  });

  describe('eco', () => {
    const hour = 3600;
    const spans = (...ct: readonly number[]) =>
      ct.map((price, k) => ({ fromMs: k * hour * 1000, toMs: (k + 1) * hour * 1000, ct: price }));
    const eco = (maxDelayMin: number, durationMin: number) =>
      new Walked([{ id: 'r', if: { kind: 'eco', maxDelayMin, durationMin }, then: set(10) }]);

    it('waits for the cheapest span that begins within its delay, then stays on', () => {
      const walked = eco(4 * 60, 60);
      walked.prices = spans(30, 20, 5, 20, 1);
      // The cheapest hour begins at 4 h, just within the delay.
      assert.deepEqual(
        [0, 2 * hour, 4 * hour - 1, 4 * hour, 9 * hour].map((atS) => walked.at(atS).value),
        [0, 0, 0, 10_000, 10_000],
      );
    });

    it('never waits longer than its delay, and counts the whole duration', () => {
      const walked = eco(2 * 60, 2 * 60);
      walked.prices = spans(30, 20, 15, 9, 1, 1);
      assert.equal(walked.at(0).value, 0);
      assert.equal(walked.at(2 * hour).value, 10_000);
      const short = eco(90, 60);
      short.prices = spans(30, 20, 5);
      // Half of it at 20 and half of it at 5 is the best that begins within 90 minutes.
      assert.equal(short.at(0).value + short.at(1.5 * hour - 1).value, 0);
      assert.equal(short.at(1.5 * hour).value, 10_000);
    });

    it('starts within a minute where no prices are known, and anew with the next car', () => {
      const walked = eco(600, 60);
      assert.deepEqual([walked.at(0).value, walked.at(59).value, walked.at(60).value], [0, 0, 10_000]);
      walked.situation.pluggedAtMs = Number.NaN;
      assert.equal(walked.at(70).value, 0);
      walked.prices = spans(30, 5);
      Object.assign(walked.situation, { pluggedAtMs: 80_000 });
      assert.equal(walked.at(80).value, 0);
      assert.equal(walked.at(hour).value, 10_000);
    });

    it('takes prices that come in time, and starts at once where it may not wait', () => {
      const walked = eco(240, 60);
      assert.equal(walked.at(0).value, 0);
      walked.prices = spans(30, 20, 5);
      assert.equal(walked.at(30).value + walked.at(61).value, 0);
      assert.equal(eco(0, 60).at(0).value, 10_000);
    });

    it('looks again when prices change, but not once it has started', () => {
      const walked = eco(240, 60);
      walked.prices = spans(30, 20, 5, 20);
      assert.equal(walked.at(0).value, 0);
      walked.prices = spans(30, 1, 5, 20);
      assert.equal(walked.at(hour).value, 10_000);
      walked.prices = spans(30, 20, 5, 1);
      assert.equal(walked.at(hour + 1).value, 10_000);
    });
  });

  it('is looked at phase by phase where its formula reads the current of a phase', () => {
    const rules = [
      { id: 'r', if: { kind: 'formula', formula: 'M3.current < 10000' }, then: setTo('16000 - M3.current') },
    ];
    const says = { 'M3.current@0': 2000, 'M3.current@1': 4000, 'M3.current@2': 3000 };
    const walked = new Walked(rules, says);
    assert.equal(walked.value, 12_000, 'the lowest phase counts');
    walked.situation.phases = [2];
    assert.equal(walked.value, 13_000);
    walked.situation.phases = [0, 1, 2];
    assert.equal(walked.at(1, { 'M3.current@1': 11_000 }).value, 0, 'no rule acts on one phase');
  });
});
