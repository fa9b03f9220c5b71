import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UsageLedger } from '../../../../firmware/control/people/usage-ledger.ts';
import type { State } from '../../../../firmware/domain/state.ts';
import { MemoryUsage } from '../../api/people-fake.ts';

const zone = 'Europe/Amsterdam';
const at = (text: string) => Date.parse(text);

class TestClock {
  wall: number;
  mono = 0;
  constructor(start: string) {
    this.wall = at(start);
  }
  monotonicMs = () => this.mono;
  wallMs = () => this.wall;
  pass(ms: number): void {
    this.wall += ms;
    this.mono += ms;
  }
}
const state = (energyWh: number | null, car = 'C', powerW: number | null = 11_000): State =>
  ({ chargePoints: [{ id: 'E1', state: car, energyWh, powerW }] }) as unknown as State;
const anna = () => ['user:anna', 'session:E1'];

describe('the ledger of what users and cards have used', () => {
  let clock: TestClock;
  let store: MemoryUsage;
  const open = () => new UsageLedger({ store, clock, timeZone: () => zone });
  beforeEach(() => {
    clock = new TestClock('2027-05-10T10:00:00Z');
    store = new MemoryUsage();
  });

  it('counts energy by the counter and time while it charges', () => {
    const ledger = open();
    for (const [wh, car, powerW] of [
      [1000, 'B', 0],
      [1000, 'C', null],
      [1003, 'C', 11_000],
      [1006, 'C', 0],
      [1006, 'B', 0],
    ] as const) {
      ledger.observe(state(wh, car, powerW), anna);
      clock.pass(1000);
    }
    assert.deepEqual(ledger.used('user:anna', 0), { energyWh: 6, chargedS: 2 });
    assert.deepEqual(ledger.used('user:bert', 0), { energyWh: 0, chargedS: 0 });
  });

  it('loses and doubles nothing by kill -9 at any moment', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ wh: fc.integer({ min: 0, max: 20 }), kill: fc.boolean(), s: fc.integer({ min: 1, max: 90 }) }),
        ),
        (steps) => {
          store = new MemoryUsage();
          let ledger = open();
          let counterWh = 7000;
          ledger.observe(state(counterWh), anna);
          for (const { wh, kill, s } of steps) {
            clock.pass(s * 1000);
            counterWh += wh;
            if (kill) ledger = open();
            else ledger.observe(state(counterWh), anna);
          }
          ledger.observe(state(counterWh), anna);
          assert.equal(ledger.used('user:anna', 0).energyWh, counterWh - 7000);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('takes the power where there is no counter, and what is offered where there is no power', () => {
    const without = (powerW: number | null) =>
      ({
        chargePoints: [{ id: 'E1', state: 'C', energyWh: null, powerW, offeredA: 10, phases: ['L1', 'L2'] }],
      }) as unknown as State;
    const ledger = open();
    for (const powerW of [3600, 3600, null]) {
      ledger.observe(without(powerW), anna);
      clock.pass(1000);
    }
    assert.equal(ledger.used('user:anna', 0).energyWh, 1 + 4600 / 3600);
  });

  it('gives nobody what was charged before him', () => {
    let ledger = open();
    ledger.observe(state(1000), () => []);
    clock.pass(1000);
    ledger.observe(state(1500), () => []);
    clock.pass(1000);
    ledger.observe(state(1500), anna);
    ledger = open();
    ledger.observe(state(1510), anna);
    clock.pass(1000);
    ledger.observe(state(1510), () => []);
    ledger = open();
    ledger.observe(state(1900), () => []);
    assert.equal(ledger.used('user:anna', 0).energyWh, 10);
  });

  it('cuts at midnight of the site, on the nights of the clock as well', () => {
    for (const [start, hours] of [
      ['2027-03-27T23:00:00Z', 23],
      ['2027-10-30T22:00:00Z', 25],
      ['2027-01-30T23:00:00Z', 24],
    ] as const) {
      clock = new TestClock(start);
      store = new MemoryUsage();
      const ledger = open();
      let counterWh = 1000;
      ledger.observe(state(counterWh), anna);
      for (let k = 0; k < 4 * (hours + 1); k += 1) {
        counterWh += 1000;
        ledger.observe(state(counterWh), anna);
        clock.pass(15 * 60_000);
      }
      const today = ledger.today()?.fromMs ?? 0;
      assert.equal(today, at(start) + hours * 3_600_000);
      assert.equal(ledger.used('user:anna', at(start)).energyWh, 4000 * (hours + 1));
      assert.equal(ledger.used('user:anna', today).energyWh, 4000);
    }
  });

  it('keeps what a full disk refuses, and a clock that was never set stays on the last day', () => {
    let ledger = open();
    ledger.observe(state(1000), anna);
    store.full = true;
    clock.pass(60_000);
    assert.throws(() => ledger.observe(state(1100), anna));
    store.full = false;
    clock.pass(60_000);
    ledger.observe(state(1200), anna);
    assert.equal(store.usedSince('user:anna', 0).energyWh, 200);
    clock = new TestClock('1970-01-01T00:10:00Z');
    ledger = open();
    ledger.observe(state(1300), anna);
    assert.equal(ledger.used('user:anna', at('2027-05-09T22:00:00Z')).energyWh, 300);
  });
});
