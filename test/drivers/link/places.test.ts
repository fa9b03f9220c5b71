import assert from 'node:assert/strict';
import fc from 'fast-check';
import { busyMs, type Holder, ownBusyMs, Places, whoGivesWay } from '../../../drivers/link/places.ts';

const nowMs = 100_000;
const named = (address: string, idleMs = 0): Holder => ({ address, isNamed: true, heardMs: nowMs - idleMs });
const inNetwork = (address: string, idleMs = 0): Holder => ({ address, isNamed: false, heardMs: nowMs - idleMs });
const eight = (one: (k: number) => Holder): Holder[] => Array.from({ length: 8 }, (_, k) => one(k));

describe('who gives way when all places are taken', () => {
  const greedy = eight((k) => inNetwork('10.0.0.66', k));
  const halfOpen = eight((k) => inNetwork('10.0.0.66', ownBusyMs + k));
  const atWork = eight((k) => named(`10.0.0.${k}`, k));
  const silent = eight((k) => named(`10.0.0.${k}`, busyMs + k));
  const mixed = [...atWork.slice(0, 7), inNetwork('10.0.0.66')];
  for (const [title, holders, newcomer, address, idleMs] of [
    ['one that holds all of them, for another one', greedy, inNetwork('10.0.0.7'), '10.0.0.66', 7],
    ['a box that left its connections half open, for itself', halfOpen, inNetwork('10.0.0.66'), '10.0.0.66', 2007],
    ['nobody of its own address that is at work', greedy, inNetwork('10.0.0.66'), undefined, 0],
    ['nobody, where eight that are named are at work', atWork, named('10.0.0.9'), undefined, 0],
    ['the longest silent of eight that are named', silent, named('10.0.0.9'), '10.0.0.7', busyMs + 7],
    ['nobody of a name, for one of a network', silent, inNetwork('10.0.0.9'), undefined, 0],
    ['one of a network, also at work, for one of a name', mixed, named('10.0.0.9'), '10.0.0.66', 0],
    ['no other one of a network that is at work', mixed, inNetwork('10.0.0.9'), undefined, 0],
  ] as const)
    it(title, () => {
      const found = whoGivesWay(holders, newcomer, nowMs);
      assert.equal(found?.address, address);
      if (found !== undefined) assert.equal(nowMs - found.heardMs, idleMs);
    });

  const address = fc.integer({ min: 1, max: 9 });
  const guest = (k: number, idleMs = 0): Holder => (k % 2 === 0 ? named : inNetwork)(`10.0.0.${k}`, idleMs);
  const holders = fc.array(fc.tuple(address, fc.nat(60_000)), { minLength: 8, maxLength: 8 });

  it('never takes the only place of an address for one that has a place, nor a named one for a network', () => {
    fc.assert(
      fc.property(holders, address, (held, k) => {
        const all = held.map(([one, idleMs]) => guest(one, idleMs));
        const newcomer = guest(k);
        const given = whoGivesWay(all, newcomer, nowMs);
        const placesOf = (of: string): number => all.filter((one) => one.address === of).length;
        if (given === undefined) {
          // Only where each of the others has no more than it.
          const own = placesOf(newcomer.address) + 1;
          assert.ok(all.every((one) => one.address === newcomer.address || placesOf(one.address) <= own));
          return;
        }
        if (placesOf(given.address) > 1 || given.address === newcomer.address) return;
        assert.equal(placesOf(newcomer.address), 0);
        assert.ok(newcomer.isNamed || !given.isNamed);
      }),
    );
  });

  it('S26 lets everybody in whose place a greedy one holds, and keeps him in, however it goes on', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(20_000)), { minLength: 20, maxLength: 60 }), (turns) => {
        const places = new Places<Holder>(8);
        for (const one of eight(() => inNetwork('10.0.0.66'))) assert.ok(places.take(one, nowMs).isIn);
        const meek = inNetwork('10.0.0.7');
        let [time, isIn] = [nowMs, false];
        for (const [isGreedy, passedMs] of turns) {
          time += passedMs;
          if (!isGreedy && isIn) continue;
          const { gaveWay, isIn: came } = places.take(
            isGreedy ? { ...inNetwork('10.0.0.66'), heardMs: time } : meek,
            time,
          );
          assert.notEqual(gaveWay, meek);
          assert.ok(isGreedy || came);
          isIn ||= !isGreedy;
          assert.equal(places.held.length, 8);
          assert.equal(places.held.includes(meek), isIn);
        }
      }),
    );
  });
});
