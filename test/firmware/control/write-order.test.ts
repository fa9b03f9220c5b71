import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Row } from '../../../firmware/allocation/types.ts';
import { type Bearing, offersInOrder } from '../../../firmware/control/write-order.ts';

const row = (capacity: number, members: number[], quantity: Row['quantity'] = 'L1', weight = 1): Row => ({
  id: quantity,
  circuit: 'house',
  quantity,
  capacity,
  members: members.map((request) => ({ request, weight })),
  reason: { code: 'fuse' },
});
const point = (offerMa: number, wantedMa: number, bearingMa = offerMa): Bearing => ({
  bearingMa: [bearingMa, bearingMa, bearingMa],
  offerMa,
  wantedMa,
  stepMa: 1000,
  minMa: 6000,
});

describe('the order of writes', () => {
  it('lets a reduction out at once and holds the raise that it pays for', () => {
    assert.deepEqual(offersInOrder([point(16_000, 10_000), point(0, 10_000)], [row(20_000, [0, 1])]), [10_000, 0]);
  });

  it('lets the raise out when the reduction is proven and followed', () => {
    assert.deepEqual(offersInOrder([point(10_000, 10_000), point(0, 10_000)], [row(20_000, [0, 1])]), [10_000, 10_000]);
  });

  it('waits while the first car still draws what it had', () => {
    assert.deepEqual(
      offersInOrder([point(10_000, 10_000, 16_000), point(0, 10_000)], [row(20_000, [0, 1])]),
      [10_000, 0],
    );
  });

  it('lets out the part of a raise that the row bears, from 1 A on', () => {
    assert.deepEqual(
      offersInOrder([point(10_000, 10_000, 12_000), point(6000, 10_000)], [row(20_000, [0, 1])]),
      [10_000, 8000],
    );
    assert.deepEqual(
      offersInOrder([point(10_000, 10_000, 13_500), point(6000, 10_000)], [row(20_000, [0, 1])]),
      [10_000, 6000],
    );
  });

  it('never lets a raise through a row whose highest possible load would exceed it (I1, I16)', () => {
    const current = fc.integer({ min: 0, max: 32 }).map((a) => (a < 6 ? 0 : a * 1000));
    const points = fc.array(
      fc
        .record({ offer: current, wanted: current, more: fc.integer({ min: 0, max: 20_000 }) })
        .map(({ offer, wanted, more }) => point(offer, wanted, offer + more)),
      { minLength: 1, maxLength: 6 },
    );
    const rows = fc.array(
      fc.record({
        capacity: fc.integer({ min: -5000, max: 120_000 }),
        quantity: fc.constantFrom('L1', 'L2', 'L3', 'P'),
        mask: fc.integer({ min: 1, max: 63 }),
      }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(points, rows, (given, shapes) => {
        const all = shapes.map(({ capacity, quantity, mask }) => {
          const members = given.flatMap((_, k) => ((mask >> k) & 1 ? [k] : []));
          return quantity === 'P' ? row(capacity * 690, members, 'P', 690) : row(capacity, members, quantity);
        });
        const offers = offersInOrder(given, all);
        offers.forEach((offer, k) => {
          const { offerMa, wantedMa } = given[k] as Bearing;
          assert.ok(offer <= Math.max(offerMa, wantedMa) && offer >= Math.min(offerMa, wantedMa));
          if (wantedMa <= offerMa) assert.equal(offer, wantedMa);
        });
        for (const { capacity, members } of all) {
          const highest = members.reduce(
            (sum, { request, weight }) =>
              sum + Math.max(given[request]?.bearingMa[0] ?? 0, offers[request] ?? 0) * weight,
            0,
          );
          const raised = members.some(
            ({ request }) =>
              (offers[request] ?? 0) > (given[request]?.offerMa ?? 0) &&
              (offers[request] ?? 0) > (given[request]?.bearingMa[0] ?? 0),
          );
          if (raised) assert.ok(highest <= capacity, `${highest} through ${capacity}`);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
