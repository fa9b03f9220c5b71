import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { runCycle } from '../../../../firmware/control/cycle.ts';
import { type CycleLine, cycleLine } from '../../../../firmware/control/replay/format.ts';
import { HandLines } from '../../../../firmware/control/replay/hand-lines.ts';
import { replayFacts, replayKnowledge } from '../../../../firmware/control/replay/products.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { but, catalogue, house, noon, quiet } from './lines.ts';

const line = (given: object): CycleLine => cycleLine.parse(given);

/** Lines of a house, and what each cycle is given. */
function given(lines: readonly object[], more: object = {}) {
  const read = readSite(house(more), replayKnowledge(catalogue, house(more)));
  assert.ok(read.ok);
  const hand = new HandLines(read.site, Date.parse(noon), (config) => replayFacts(catalogue, config));
  return lines.map((next) => {
    const { mind, facts } = hand.take(line(next));
    // As it was at the moment: what a device shows changes with the next line.
    const states = [...facts.devices].map(([id, { readings }]) => [id, readings.chargeState?.value]);
    const writes = [...facts.devices].map(([id, { lastWrite }]) => [id, lastWrite]);
    hand.decided(runCycle(mind, facts), facts.nowMs);
    return { ...facts, mind, states: Object.fromEntries(states), writes: Object.fromEntries(writes) };
  });
}

describe('events of a file', () => {
  it('override a charge point until a time, until it is unplugged, or until another says otherwise', () => {
    const override = (more: object) => ({ events: [{ kind: 'override', chargePoint: 'E1', ...more }] });
    const away = but(quiet(3), { E1: { state: 'A' } });
    const ceilings = (lines: readonly object[]) => given(lines).map(({ orders }) => orders?.map(({ maxMa }) => maxMa));
    assert.deepEqual(ceilings([quiet(0, 0, override({ limitA: 8 })), quiet(1), away, quiet(4)]), [
      [8000],
      [8000],
      [],
      [],
    ]);
    assert.deepEqual(
      ceilings([quiet(0, 0, override({ limitA: 'off', until: '2026-11-25T12:00:02Z' })), quiet(1), quiet(2)]),
      [[0], [0], []],
    );
    assert.deepEqual(
      ceilings([
        quiet(0, 0, override({ limitA: 8 })),
        quiet(1, 0, override({ limitA: 10 })),
        quiet(2, 0, override({})),
      ]),
      [[8000], [10_000], []],
    );
  });

  it('tell what a car needs, which shrinks with what it has got', () => {
    const events = [{ kind: 'need', chargePoint: 'E1', energyWh: 5000, departure: '2026-11-25T18:00:00Z' }];
    const counted = (t: number, energyWh: number) => but(quiet(t), { E1: { state: 'C', energyWh } });
    const [, second] = given([counted(0, 1000), { ...counted(1, 1000), events }]);
    const [, , third] = given([counted(0, 1000), { ...counted(1, 1000), events }, counted(2, 3000)]);
    assert.deepEqual(second?.orders, [
      {
        ...{ chargePoint: 'E1', origin: 'user', energyWh: 5000, reason: { code: 'user' } },
        departureMs: Date.UTC(2026, 10, 25, 18),
      },
    ]);
    assert.equal(third?.orders?.[0]?.energyWh, 3000);
  });

  it('set and end a profile', () => {
    const profile = (limitA: number | null) => ({ events: [{ kind: 'profile', chargePoint: 'E2', limitA }] });
    const [first, second] = given([quiet(0, 0, profile(6.1)), quiet(1, 0, profile(null))]);
    assert.deepEqual(
      first?.orders?.map(({ chargePoint, origin, maxMa }) => [chargePoint, origin, maxMa]),
      [['E2', 'profile', 6100]],
    );
    assert.deepEqual(second?.orders, []);
  });

  it('unplug for their line whatever the state says, and plug where it says nothing', () => {
    const event = (kind: string) => ({ events: [{ kind, chargePoint: 'E1' }] });
    const mute = but(quiet(2), { E1: { drawnA: [0, 0, 0] } });
    const states = given([quiet(0), quiet(1, 0, event('unplug')), { ...mute, ...event('plug') }, quiet(3)]).map(
      ({ states: { E1 } }) => E1,
    );
    assert.deepEqual(states, ['C', 'A', 'B', 'C']);
  });

  it('start the program anew: nothing is remembered but what stood on the disk and what the boxes hold', () => {
    const lines = [
      quiet(0, 0, { set: { AVAIL: 50 } }),
      ...[1, 2, 3].map((t) => quiet(t)),
      quiet(4, 0, { events: [{ kind: 'restart' }] }),
    ];
    const facts = given(lines);
    const [before, after] = [facts.at(-2), facts.at(-1)];
    assert.notEqual(after?.mind.controller, before?.mind.controller);
    assert.deepEqual(
      after?.stored.map(({ name, value }) => [name, value]),
      [['AVAIL', 50]],
    );
    assert.deepEqual(
      after?.storedRulings.map(({ limitId, value }) => [limitId, value]),
      [['operator', 16_000]],
    );
    assert.deepEqual([before?.writes.E1 === undefined, after?.writes.E1], [false, undefined]);
    assert.ok((after?.devices.get('E1')?.readings.offeredMa?.value ?? 0) > 0);
  });

  it('show a card, which counts until the car is unplugged; another card changes nothing', () => {
    const people = {
      users: [{ id: 'anna', name: 'Anna', chargePoints: ['E1'], priority: 3 }],
      tags: [{ id: 'annas', uid: '04A2', user: 'anna', functions: ['authorise', 'current:10'] }],
    };
    const show = (tag?: string) => ({ events: [{ kind: 'authorise', chargePoint: 'E1', ...(tag && { tag }) }] });
    const occupants = (lines: readonly object[]) => given(lines, people).map(({ known }) => known?.occupants);
    const nobody = [{ chargePoint: 'E1', authorised: false }];
    const anna = [{ chargePoint: 'E1', authorised: true, user: 'anna', tag: 'annas', priority: 3, maxMa: 10_000 }];
    const away = { events: [{ kind: 'unplug', chargePoint: 'E1' }] };
    assert.deepEqual(
      occupants([quiet(0), quiet(1, 0, show('ff')), quiet(2, 0, show('04:a2')), quiet(3), quiet(4, 0, away), quiet(5)]),
      [nobody, nobody, anna, anna, nobody, nobody],
    );
    assert.deepEqual(occupants([quiet(0, 0, show())]), [[{ chargePoint: 'E1', authorised: true }]]);
    assert.deepEqual(given([quiet(0, 0, show('04A2'))])[0]?.known?.occupants, []);
  });
});
