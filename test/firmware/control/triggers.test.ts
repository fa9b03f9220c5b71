import assert from 'node:assert/strict';
import { Triggers } from '../../../firmware/control/triggers.ts';
import { PlantSite } from '../../../scripts/site/in-process/plant-site.ts';

describe('variables with a trigger', () => {
  /** Values of the formula, one a second, and what the variable is. */
  const rows: readonly (readonly [string, boolean, readonly (number | undefined)[], readonly number[]])[] = [
    ['is 1 for its time when the formula becomes true', false, [0, 1, 0, 0, 0, 0], [0, 1, 1, 1, 0, 0]],
    ['falls back although the formula stays true', false, [1, 1, 1, 1, 1, 1], [1, 1, 1, 0, 0, 0]],
    ['begins again when it becomes true again', false, [1, 0, 1, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 1]],
    ['is not longer for a second edge while its time runs', false, [1, 0, 1, 0, 0, 0], [1, 1, 1, 0, 0, 0]],
    ['with retrigger stays as long as it is true, and its time', true, [1, 1, 1, 0, 0, 0, 0], [1, 1, 1, 1, 1, 0, 0]],
    [
      'takes a formula without a value for one that is not true',
      false,
      [undefined, 1, undefined, 1, 0, 0],
      [0, 1, 1, 1, 0, 0],
    ],
    ['takes any value but 0 for true', false, [0, -2.5, 0, 0, 0], [0, 1, 1, 1, 0]],
  ];
  for (const [name, retrigger, values, expected] of rows)
    it(name, () => {
      const triggers = new Triggers();
      const seen = values.map((value, s) => {
        triggers.begin(s * 1000);
        const now = triggers.look('t', { seconds: 3, retrigger }, value);
        triggers.keep();
        return now;
      });
      assert.deepEqual(seen, expected);
    });

  it('keeps what holds, not what was only tried', () => {
    const triggers = new Triggers();
    const settings = { seconds: 60, retrigger: false };
    triggers.begin(0);
    assert.equal(triggers.look('t', settings, 0), 0);
    triggers.keep();
    assert.equal(triggers.look('t', settings, 1), 1, 'a write on its way');
    triggers.begin(1000);
    assert.equal(triggers.look('t', settings, 0), 0);
  });

  const houseOf = () =>
    new PlantSite({
      document: {
        ...{ name: 'house', timezone: 'Europe/Amsterdam' },
        circuits: [
          { id: 'house', fuseA: 63, limits: [{ id: 'stop', unit: 'A', value: 'STOP ? 0 : 40', fallback: 6 }] },
        ],
        variables: [
          { name: 'BUTTON', value: 0 },
          { name: 'STOP', expr: 'BUTTON', trigger: { seconds: 30 } },
        ],
        lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
        devices: [
          { id: 'M1', definition: 'a-meter', line: 'rs485', role: 'grid' },
          { id: 'E1', definition: 'a-box', address: '10.0.0.1:502' },
        ],
        timing: { minPauseS: 1, minOnS: 10 },
      },
      plant: {
        ...{ seed: 1, fuseA: 63, voltageV: 230, meter: { ageS: 0.5, noiseA: 0, resolutionA: 0.01 } },
        boxes: [
          {
            ...{ id: 'E1', wiring: [0, 1, 2], pilotDelayS: 0.5, readingAgeS: 0.5 },
            car: { phases: 3, maxA: 32, batteryWh: 1e6, startPercent: 20, taperFromPercent: 90 },
          },
        ],
      },
    });

  it('limits for its time', () => {
    const site = houseOf();
    site.step(60);
    assert.ok((site.decision('E1').offerMa ?? 0) > 6000);
    site.set('BUTTON', 1);
    site.step(2);
    assert.equal(site.decision('E1').offerMa, 0);
    site.step(25);
    assert.equal(site.decision('E1').offerMa, 0);
    site.step(60);
    assert.ok((site.decision('E1').offerMa ?? 0) > 6000, 'the button is still pressed, its time is over');
  });

  it('goes on in a replay from where it stood', () => {
    const triggers = new Triggers();
    triggers.begin(0);
    triggers.look('t', { seconds: 5, retrigger: false }, 1);
    triggers.keep();
    const again = new Triggers();
    again.restore(structuredClone(triggers.save()));
    again.begin(4000);
    assert.equal(again.look('t', { seconds: 5, retrigger: false }, 1), 1);
    again.keep();
    again.begin(5000);
    assert.equal(again.look('t', { seconds: 5, retrigger: false }, 1), 0);
  });
});
