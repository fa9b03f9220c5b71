import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AllocationRequest, Row } from '../../../firmware/allocation/types.ts';
import {
  type PhaseFacts,
  type PhaseMemory,
  phasesAtStart,
  stepPhases,
} from '../../../firmware/control/phase-switching.ts';
import { phaseRoom } from '../../../firmware/control/phase-switching-room.ts';
import type { ChargeState } from '../../../firmware/domain/device.ts';
import type { LimitRecord } from '../../../firmware/domain/limit.ts';

const secondsMs = 1000;
const room = (oneMa: number, threeMa: number, threeForAllMa = threeMa) => ({ oneMa, threeMa, threeForAllMa });
const plenty = room(20_000, 20_000);
const onlyOne = room(18_000, 5_000);

/** One charge point whose box obeys at once; a car that follows its offer 3 s late and a draw that shows 2 s late. */
class Stand {
  nowMs = 0;
  realPhases: 1 | 3 = 3;
  readonly switches: { atMs: number; to: 1 | 3; drawnMa: number }[] = [];
  phaseCount: 1 | 3 = 3;
  pause = false;
  untilMs: number | undefined;
  offerMa = 0;
  readonly #offersMa: number[] = [0];
  /** What it really draws on each phase it uses; the box shows the one of 2 s ago. */
  readonly drawnMa: number[] = [0];
  carMa = 16_000;
  obeys = true;
  memory: PhaseMemory = phasesAtStart(0);
  readonly facts: { -readonly [K in keyof PhaseFacts]: PhaseFacts[K] } = {
    nowMs: 0,
    state: 'C',
    canSwitch: true,
    automatic: true,
    wish: 'auto',
    held: { value: 3, atMs: 0 },
    carPhases: undefined,
    minMa: 6000,
    room: plenty,
    offerMa: 0,
    offerProven: true,
    drawnMa: { value: [0, 0, 0], atMs: 0 },
    upDelayMs: 600_000,
    deadTimeMs: 10_000,
  };

  second(): void {
    this.nowMs += secondsMs;
    this.#offersMa.push(this.offerMa);
    this.drawnMa.push(Math.min(this.#offersMa.at(-3) ?? 0, this.carMa));
    const shownMa = this.drawnMa.at(-3) ?? 0;
    Object.assign(this.facts, {
      nowMs: this.nowMs,
      offerMa: this.offerMa,
      drawnMa: { value: [0, 1, 2].map((k) => (k < this.realPhases ? shownMa : 0)), atMs: this.nowMs },
      held: { value: this.realPhases, atMs: this.nowMs },
    });
    const { memory, decision } = stepPhases(this.memory, this.facts);
    this.memory = memory;
    this.phaseCount = decision.phaseCount;
    this.pause = decision.pause;
    this.untilMs = decision.untilMs;
    if (decision.switchTo !== undefined) {
      this.switches.push({ atMs: this.nowMs, to: decision.switchTo, drawnMa: this.drawnMa.at(-1) ?? 0 });
      if (this.obeys) this.realPhases = decision.switchTo;
    }
    const bornMa = this.phaseCount === 3 ? this.facts.room.threeMa : this.facts.room.oneMa;
    this.offerMa = this.pause || bornMa < 6000 || this.facts.state === 'A' ? 0 : Math.min(16_000, bornMa);
  }

  run(seconds: number): this {
    for (let s = 0; s < seconds; s += 1) this.second();
    return this;
  }

  /** Past the first 180 s, in which nothing is switched. */
  static settled(facts: Partial<PhaseFacts> = {}): Stand {
    const stand = new Stand();
    Object.assign(stand.facts, facts);
    return stand.run(180);
  }
}

describe('phase switching', () => {
  it('goes to one phase at once when three cannot hold the minimum and one can', () => {
    const stand = Stand.settled();
    assert.equal(stand.offerMa, 16_000);
    stand.facts.room = onlyOne;
    stand.run(1);
    assert.deepEqual([stand.pause, stand.offerMa, stand.phaseCount], [true, 0, 3]);
    stand.run(10);
    assert.deepEqual(
      stand.switches.map(({ to, drawnMa }) => [to, drawnMa]),
      [[1, 0]],
    );
    assert.equal(stand.pause, true, 'the dead time of the box');
    assert.equal(stand.untilMs, (stand.switches[0]?.atMs ?? 0) + 10_000);
    stand.run(10);
    assert.deepEqual([stand.pause, stand.phaseCount, stand.offerMa], [false, 1, 16_000]);
  });

  it('stays where it is when one phase has no room either', () => {
    const stand = Stand.settled();
    stand.facts.room = room(5000, 5000);
    assert.equal(stand.run(1000).switches.length, 0);
  });

  it('comes back only after three phases bore minimum and margin all the delay', () => {
    const stand = Stand.settled();
    stand.facts.room = onlyOne;
    stand.run(200);
    stand.facts.room = plenty;
    stand.run(590);
    stand.facts.room = room(18_000, 7400);
    stand.run(1);
    stand.facts.room = plenty;
    stand.run(595);
    assert.equal(stand.switches.length, 1);
    stand.run(30);
    assert.deepEqual(
      stand.switches.map(({ to }) => to),
      [1, 3],
    );
  });

  it('does not come back while somebody else waits for the same room', () => {
    const stand = Stand.settled();
    stand.facts.room = onlyOne;
    stand.run(200);
    stand.facts.room = room(18_000, 12_000, 7000);
    assert.equal(stand.run(3000).switches.length, 1);
  });

  it('never switches a car up that was seen on one phase of three', () => {
    const stand = Stand.settled({ carPhases: 1 });
    stand.realPhases = 1;
    assert.equal(stand.run(2000).switches.length, 0);
  });

  it('goes back to three phases at once when nobody is plugged in', () => {
    const stand = Stand.settled();
    stand.facts.room = onlyOne;
    stand.run(200);
    stand.facts.room = plenty;
    stand.facts.state = 'A';
    stand.run(20);
    assert.deepEqual(
      stand.switches.map(({ to }) => to),
      [1, 3],
    );
  });

  it('puts the choice of a person over its own, and keeps it', () => {
    const stand = Stand.settled();
    stand.facts.wish = 1;
    stand.run(20);
    assert.deepEqual([stand.switches.length, stand.realPhases], [1, 1]);
    assert.equal(stand.run(2000).switches.length, 1);
    stand.facts.wish = 3;
    stand.facts.room = onlyOne;
    assert.equal(stand.run(400).switches.length, 2);
    assert.equal(stand.realPhases, 3);
  });

  it('lets a choice wait for the unplug where the site does not switch while plugged in', () => {
    const stand = Stand.settled({ automatic: false, wish: 1 });
    assert.equal(stand.run(400).switches.length, 0);
    stand.facts.room = onlyOne;
    assert.equal(stand.run(400).switches.length, 0);
    stand.facts.state = 'A';
    assert.equal(stand.run(30).switches.length, 1);
  });

  it('lets the switch be when the car goes on drawing, and tries again later', () => {
    const stand = Stand.settled();
    stand.facts.room = onlyOne;
    const { second } = stand;
    stand.second = function (this: Stand) {
      second.call(this);
      this.drawnMa.push(6000, 6000, 6000);
    };
    stand.run(61);
    assert.deepEqual([stand.switches.length, stand.pause], [0, true]);
    stand.run(2);
    assert.equal(stand.pause, false);
    assert.equal(stand.run(170).pause, false);
    assert.equal(stand.run(15).pause, true);
  });

  it('counts three phases until the box says one, and gives up a box that does not obey', () => {
    const stand = Stand.settled();
    stand.obeys = false;
    stand.facts.room = onlyOne;
    stand.run(20);
    assert.deepEqual([stand.switches.length, stand.pause, stand.phaseCount], [1, true, 3]);
    stand.run(35);
    assert.deepEqual([stand.pause, stand.phaseCount], [false, 3]);
  });

  it('after a restart counts what the box says, three phases where it says nothing, and does not switch at once', () => {
    const facts = { ...new Stand().facts, room: onlyOne, nowMs: 5000 };
    const start = (held: PhaseFacts['held']) => {
      const { decision } = stepPhases(phasesAtStart(5000), { ...facts, ...(held === undefined ? {} : { held }), held });
      return decision;
    };
    assert.deepEqual(start({ value: 1, atMs: 4000 }), { phaseCount: 1, pause: false });
    assert.deepEqual(start(undefined), { phaseCount: 3, pause: false });
  });

  it('counts three phases when the box says one and the car draws on two', () => {
    const facts: PhaseFacts = {
      ...new Stand().facts,
      held: { value: 1, atMs: 0 },
      drawnMa: { value: [9000, 9000, 0], atMs: 0 },
    };
    assert.equal(stepPhases(phasesAtStart(0), facts).decision.phaseCount, 3);
  });

  it('never switches twice within 180 s, never while it draws, never more than 10 times a session, and limits always count the phases in use', () => {
    const event = fc.record({
      seconds: fc.integer({ min: 1, max: 400 }),
      room: fc.record({
        oneMa: fc.integer({ min: -2000, max: 20_000 }),
        threeMa: fc.integer({ min: -2000, max: 20_000 }),
        threeForAllMa: fc.integer({ min: -2000, max: 20_000 }),
      }),
      state: fc.constantFrom<ChargeState>('A', 'B', 'C', 'C', 'C', 'F'),
      wish: fc.constantFrom<1 | 3 | 'auto'>('auto', 'auto', 1, 3),
      obeys: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(event, { minLength: 5, maxLength: 40 }), fc.integer({ min: 0, max: 60 }), (events, upS) => {
        const stand = new Stand();
        stand.facts.upDelayMs = upS * 1000;
        let ofSession = 0;
        for (const { seconds, ...given } of events) {
          stand.facts.room = given.room;
          stand.facts.state = given.state;
          stand.facts.wish = given.wish;
          stand.obeys = given.obeys;
          for (let s = 0; s < seconds; s += 1) {
            const { length } = stand.switches;
            stand.second();
            if (given.state === 'A') ofSession = 0;
            ofSession += stand.switches.length - length;
            assert.ok(ofSession <= 10);
            // I9 and I1 with switching: nothing is offered in a pause, and no phase in use is left out of account.
            if (stand.pause) assert.equal(stand.offerMa, 0);
            if ((stand.drawnMa.at(-1) ?? 0) >= 500) assert.ok(stand.phaseCount >= stand.realPhases);
            if (stand.offerMa > 0) assert.ok(stand.phaseCount >= stand.realPhases);
          }
        }
        stand.switches.forEach(({ atMs, drawnMa }, k) => {
          assert.ok(drawnMa < 500, 'it drew');
          assert.ok(atMs - (stand.switches[k - 1]?.atMs ?? 0) >= 180_000, 'too soon');
        });
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the room on one phase and on three', () => {
  const request = (id: string, more: Partial<AllocationRequest> = {}): AllocationRequest => ({
    id,
    minMa: 6000,
    maxMa: 16_000,
    stepMa: 1,
    tier: 1,
    charging: true,
    dwell: false,
    sessionEnergyWh: 0,
    waitingMs: 0,
    reason: { code: 'fuse' },
    ...more,
  });
  const row = (quantity: Row['quantity'], capacity: number, members: readonly number[], weight = 1): Row => ({
    id: `house/${quantity}`,
    circuit: 'house',
    quantity,
    capacity,
    members: members.map((k) => ({ request: k, weight })),
    reason: { code: 'fuse' },
  });
  const facts = (
    rows: readonly Row[],
    requests: readonly AllocationRequest[],
    limits: readonly LimitRecord[] = [],
  ) => ({
    rows,
    requests,
    index: 0,
    circuits: new Set(['house']),
    wiring: [1, 2, 0] as const,
    carPhases: undefined,
    voltageV: [230, 230, 230] as const,
    limits,
    ceilingMa: 32_000,
  });

  it('is that of its own first phase, and the least of all three', () => {
    const rows = [row('L1', 5000, [0]), row('L2', 18_000, [0]), row('L3', 9000, [0])];
    assert.deepEqual(phaseRoom(facts(rows, [request('E1')])), { oneMa: 16_500, threeMa: 5000, threeForAllMa: 3500 });
    const two = { ...facts(rows, [request('E1')]), carPhases: 2 as const };
    assert.equal(phaseRoom(two).threeMa, 9000);
  });

  it('leaves others that charge their minimum, and counts those who wait before three phases come back', () => {
    const rows = [row('L1', 20_000, [0, 1, 2, 3]), row('L2', 32_000, [0]), row('L3', 32_000, [0])];
    const others = [request('E2'), request('E3', { charging: false }), request('E4', { tier: 0 })];
    assert.deepEqual(phaseRoom(facts(rows, [request('E1'), ...others])), {
      oneMa: 30_500,
      threeMa: 14_000,
      threeForAllMa: 6500,
    });
  });

  it('turns watts into amperes of one phase or of three, of a row and of its own limit', () => {
    const steady = { ...row('P', 4_200_000, [0], 690), steady: true };
    const bare = phaseRoom(facts([steady], [request('E1')]));
    assert.deepEqual([bare.oneMa, bare.threeMa], [18_260, 6086]);
    const limit: LimitRecord = {
      ...{ id: 'own', origin: 'device', scope: 'chargePoints', chargePoint: 'E1', unit: 'W', value: 2300 },
      ...{ sinceMs: 0, source: 'site', failed: false, variables: [] },
    };
    assert.equal(phaseRoom(facts([steady], [request('E1')], [limit])).oneMa, 10_000);
    assert.equal(phaseRoom({ ...facts([steady], [request('E1')]), ceilingMa: 0 }).oneMa, 0);
  });
});
