import assert from 'node:assert/strict';
import { HouseLoad } from '../../../firmware/control/house-load.ts';

/** Known for so long that ramps of cars are told apart. */
const known = (ma: number): HouseLoad => {
  const house = new HouseLoad();
  for (const s of [-4, -3, -2, -1, 0, 1]) same(house, ma, s * 1000);
  return house;
};

const same = (house: HouseLoad, ma: number, atMs: number) => house.add([ma, ma, ma], [ma, ma, ma], [ma, ma, ma], atMs);

describe('the house load', () => {
  it('rises at once and falls when the fall has lasted', () => {
    const house = new HouseLoad();
    same(house, 2000, 1000);
    same(house, 12_000, 2000);
    assert.deepEqual(house.estimateMa, [12_000, 12_000, 12_000]);
    for (const s of [3, 4]) {
      same(house, 2000, s * 1000);
      assert.deepEqual(house.estimateMa, [12_000, 12_000, 12_000]);
    }
    same(house, 2000, 5000);
    assert.deepEqual(house.estimateMa, [2000, 2000, 2000]);
  });

  it('takes for the house only what the cars cannot explain', () => {
    const house = new HouseLoad();
    same(house, 2000, 1000);
    // A car goes down by 16 A: the box shows it before the meter does.
    house.add([1000, 1000, 1000], [18_000, 18_000, 18_000], [1000, 1000, 1000], 2000);
    assert.deepEqual(house.estimateMa, [2000, 2000, 2000]);
    // A kettle comes on meanwhile: what is left over is the house's.
    house.add([7000, 1000, 1000], [24_000, 18_000, 18_000], [7000, 1000, 1000], 3000);
    assert.deepEqual(house.estimateMa, [7000, 2000, 2000]);
  });

  it('gives no credit for a jump that cars cannot explain', () => {
    const house = known(2000);
    // Cars may take 2 A more than they are seen to: not all of a heater's 28 A can be theirs.
    house.add([28_000, 4500, 2000], [30_000, 6500, 4000], [30_000, 6500, 4000], 2000);
    assert.deepEqual(house.estimateMa, [30_000, 4500, 2000]);
  });

  it('gives no credit before it has seen for seconds what the meter may still show', () => {
    const house = new HouseLoad();
    same(house, 2000, 1000);
    house.add([2000, 2000, 2000], [9000, 9000, 9000], [5000, 5000, 5000], 2000);
    assert.deepEqual(house.estimateMa, [5000, 5000, 5000]);
  });

  it('gives a car on its way up credit for some seconds only: what stays is the house', () => {
    const house = known(2000);
    const kettleBesideSleepingCar = (s: number) =>
      house.add([2000, 2000, 2000], [22_000, 22_000, 22_000], [22_000, 22_000, 22_000], s * 1000);
    for (const s of [2, 3, 4, 5]) kettleBesideSleepingCar(s);
    assert.deepEqual(house.estimateMa, [2000, 2000, 2000]);
    kettleBesideSleepingCar(6);
    assert.deepEqual(house.estimateMa, [22_000, 22_000, 22_000]);
  });

  it('keeps the worst of the last 15 minutes and forgets older ones', () => {
    const house = new HouseLoad();
    same(house, 20_000, 60_000);
    for (let s = 61; s <= 300; s += 1) same(house, 1000, s * 1000);
    assert.deepEqual(house.worstMa(300_000), [20_000, 20_000, 20_000]);
    for (let s = 301; s <= 1200; s += 1) same(house, 1000, s * 1000);
    assert.ok((house.worstMa(1_200_000)?.[0] ?? 0) < 2000);
    assert.equal(house.worstMa(10_000_000), undefined);
  });

  it('knows nothing before the first sample, and takes no sample twice', () => {
    const house = new HouseLoad();
    assert.equal(house.estimateMa, undefined);
    same(house, 5000, 1000);
    same(house, 0, 1000);
    assert.deepEqual(house.estimateMa, [5000, 5000, 5000]);
  });
});
