import assert from 'node:assert/strict';
import { EnergyCounters } from '../../../../firmware/control/original/energy-counters.ts';
import type { SessionNow } from '../../../../firmware/domain/known.ts';
import type { State } from '../../../../firmware/domain/state.ts';

type Point = { readonly id: string; readonly energyWh: number | null; readonly energyMeter?: string };
type Meter = { readonly id: string; readonly importWh?: number; readonly exportWh?: number };
const stateOf = (chargePoints: readonly Point[], meters: readonly Meter[] = []) =>
  ({ chargePoints, meters }) as unknown as State;

describe('energy counters for clients of the original', () => {
  const drawer = new Map<string, string>();
  const warnings: string[] = [];
  let refuses = false;
  let nowMs = 0;
  const sessions: Record<string, SessionNow> = {};
  const open = () =>
    new EnergyCounters({
      drawer: {
        get: (key) => drawer.get(key),
        set(key, value) {
          if (refuses) throw new Error('no room');
          drawer.set(key, value);
        },
      },
      sessionNow: (id) => sessions[id],
      clock: { monotonicMs: () => nowMs },
      log: { warn: (_facts, message) => void warnings.push(message) },
    });
  beforeEach(() => {
    drawer.clear();
    warnings.length = 0;
    refuses = false;
    nowMs = 0;
  });

  it('keep a first value at once and the last one at the end, so that a silent device is not 0 after a start', () => {
    const first = open();
    first.observe(stateOf([{ id: 'E1', energyWh: 571_766 }], [{ id: 'M1', importWh: 900, exportWh: 20 }]));
    assert.equal(open().importWh('E1'), 571_766);
    first.observe(stateOf([{ id: 'E1', energyWh: 571_900 }]));
    first.flush();
    const second = open();
    second.observe(stateOf([{ id: 'E1', energyWh: null }], [{ id: 'M1' }]));
    assert.equal(second.importWh('E1'), 571_900);
    assert.equal(second.importWh('M1'), 900);
    assert.equal(second.exportWh('M1'), 20);
  });

  it('write seldom: the flash of a box wears out', () => {
    const counters = open();
    let writes = 0;
    const set = drawer.set.bind(drawer);
    drawer.set = (key, value) => {
      writes += 1;
      return set(key, value);
    };
    for (let second = 0; second < 3600; second += 1) {
      nowMs = second * 1000;
      counters.observe(stateOf([{ id: 'E1', energyWh: 1000 + second }]));
    }
    drawer.set = set;
    assert.equal(writes, 6);
  });

  it('give a charge point without a counter what its sessions come to', () => {
    const counters = open();
    sessions.E2 = { pluggedAtMs: 1, energyWh: 700, chargedS: 60 };
    counters.observe(stateOf([{ id: 'E2', energyWh: null }]));
    sessions.E2 = { pluggedAtMs: 2, energyWh: 50, chargedS: 5 };
    counters.observe(stateOf([{ id: 'E2', energyWh: null }]));
    assert.equal(counters.importWh('E2'), 750);
  });

  it('count the meter of a charge point as a meter too', () => {
    const counters = open();
    counters.observe(stateOf([{ id: 'E1', energyWh: 40, energyMeter: 'M4' }]));
    assert.equal(counters.importWh('M4'), 40);
  });

  it('tell of a disk that refuses, and of what cannot be read, and go on', () => {
    drawer.set('originalCounters', '{"E1":');
    const counters = open();
    refuses = true;
    counters.observe(stateOf([{ id: 'E1', energyWh: 40 }]));
    assert.equal(counters.importWh('E1'), 40);
    assert.equal(warnings.length, 2);
  });
});
