import assert from 'node:assert/strict';
import fc from 'fast-check';
import { busyMs, type Holder, whoGivesWay } from '../../../drivers/server/places.ts';

const named = (address: string, idleMs = 0): Holder => ({ address, isNamed: true, idleMs });
const inNetwork = (address: string, idleMs = 0): Holder => ({ address, isNamed: false, idleMs });
const eight = (one: (k: number) => Holder): Holder[] => Array.from({ length: 8 }, (_, k) => one(k));

describe('who gives way when all places are taken', () => {
  const greedy = eight((k) => inNetwork('10.0.0.66', k));
  const atWork = eight((k) => named(`10.0.0.${k}`, k));
  const mixed = [...atWork.slice(0, 7), inNetwork('10.0.0.66')];
  for (const [title, holders, newcomer, address, idleMs] of [
    ['one that holds all of them, for another one', greedy, inNetwork('10.0.0.7'), '10.0.0.66', 7],
    ['a box that left its connections half open, for itself', greedy, inNetwork('10.0.0.66'), '10.0.0.66', 7],
    ['nobody, where eight that are named are at work', atWork, named('10.0.0.9'), undefined, 0],
    [
      'the longest silent of eight that are named',
      eight((k) => named(`10.0.0.${k}`, busyMs + k)),
      named('10.0.0.9'),
      '10.0.0.7',
      busyMs + 7,
    ],
    [
      'nobody of a name, for one of a network',
      eight((k) => named(`10.0.0.${k}`, busyMs)),
      inNetwork('10.0.0.9'),
      undefined,
      0,
    ],
    ['one of a network, also at work, for one of a name', mixed, named('10.0.0.9'), '10.0.0.66', 0],
    ['no other one of a network that is at work', mixed, inNetwork('10.0.0.9'), undefined, 0],
  ] as const)
    it(title, () => {
      const found = whoGivesWay(holders, newcomer);
      assert.equal(found?.address, address);
      if (address !== undefined) assert.equal(found?.idleMs, idleMs);
    });

  const address = fc.integer({ min: 1, max: 9 });
  const isNamed = (k: number): boolean => k % 2 === 0;
  const guest = (k: number) => ({ address: `10.0.0.${k}`, isNamed: isNamed(k) });
  const holders = fc.array(fc.record({ k: address, idleMs: fc.nat(60_000) }), { minLength: 8, maxLength: 8 });

  it('never takes the only place of an address for one that has a place, nor a named one for a network', () => {
    fc.assert(
      fc.property(holders, address, (held, k) => {
        const all = held.map((one) => ({ ...guest(one.k), idleMs: one.idleMs }));
        const given = whoGivesWay(all, guest(k));
        const placesOf = (of: string): number => all.filter((one) => one.address === of).length;
        if (given === undefined) {
          // Only where each has one place already, and the newcomer none.
          assert.equal(new Set([...all.map((one) => one.address), guest(k).address]).size, 9);
          return;
        }
        if (placesOf(given.address) > 1 || given.address === guest(k).address) return;
        assert.equal(placesOf(guest(k).address), 0);
        assert.ok(guest(k).isNamed || !given.isNamed);
      }),
    );
  });

  it('lets everybody in whose place a greedy one holds, and keeps him in, however it goes on', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 20, maxLength: 60 }), (turns) => {
        let all: Holder[] = eight(() => inNetwork('10.0.0.66'));
        let isIn = false;
        for (const isGreedy of turns) {
          if (!isGreedy && isIn) continue;
          const newcomer = isGreedy ? inNetwork('10.0.0.66') : inNetwork('10.0.0.7', 60_000);
          const given = whoGivesWay(all, newcomer);
          assert.equal(given?.address, '10.0.0.66');
          all = [...all.filter((one) => one !== given), newcomer];
          isIn ||= !isGreedy;
        }
      }),
    );
  });
});
