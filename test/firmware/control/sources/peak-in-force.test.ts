import assert from 'node:assert/strict';
import { PlantSite } from '../../../../scripts/site/in-process/plant-site.ts';

const targetW = 9000;

/** A house with kettles and a cooker, and three cars that would take 33 kW. */
const siteWith = (seed: number, quarterPeak: object) =>
  new PlantSite({
    document: {
      ...{ name: 'Kerkstraat 12', timezone: 'Europe/Brussels', quarterPeak },
      circuits: [{ id: 'house', fuseA: 63 }],
      lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
      devices: [
        { id: 'M1', definition: 'a-meter', line: 'rs485', role: 'grid' },
        ...[1, 2, 3].map((k) => ({ id: `E${k}`, definition: 'a-box', address: `10.0.0.${k}:502`, maxCurrentA: 16 })),
      ],
    },
    plant: {
      ...{ seed, fuseA: 63 },
      boxes: [1, 2, 3].map((k) => ({
        ...{ id: `E${k}`, wiring: [0, 1, 2] as const },
        car: { phases: 3, maxA: 16, batteryWh: 90_000, startPercent: 10 },
      })),
    },
  });

/** True mean power of each whole clock quarter, of everything and of the house alone, W. */
function quarters(site: PlantSite, count: number, each: (second: number) => void = () => {}) {
  const means: { allW: number; houseW: number }[] = [];
  // The first, begun quarter is let go.
  site.step((900_000 - (site.wallMs % 900_000)) / 1000);
  for (let k = 0; k < count; k += 1) {
    let [all, house] = [0, 0];
    for (let s = 0; s < 900; s += 1) {
      each(k * 900 + s);
      site.step();
      const { totalA, carsA } = site.plant;
      all += Math.max(0, site.plant.totalW);
      house += totalA.reduce((sum, amperes, p) => sum + (amperes - (carsA[p] ?? 0)) * 230, 0);
    }
    means.push({ allW: all / 900, houseW: house / 900 });
  }
  return means;
}

describe('the quarter-hour peak in the closed loop', () => {
  for (const seed of [1, 2, 3])
    it(`stays at the target with late cars and kettles, and uses it (seed ${seed})`, () => {
      const site = siteWith(seed, { limitW: targetW });
      const means = quarters(site, 4);
      for (const { allW, houseW } of means) {
        assert.ok(allW <= Math.max(targetW, houseW) * 1.01, `${Math.round(allW)} W, the house ${Math.round(houseW)} W`);
        assert.ok(allW >= 0.85 * targetW, `only ${Math.round(allW)} W of the target were used`);
      }
      const record = site.records.find(({ id }) => id === 'peak:quarter');
      assert.deepEqual([record?.origin, record?.circuit, record?.unit], ['formula', 'house', 'W']);
    });

  it('S25 stays there over a restart in the middle of a quarter', () => {
    const site = siteWith(4, { limitW: targetW });
    const means = quarters(site, 3, (second) => {
      if (second === 1300) site.restart();
    });
    for (const { allW, houseW } of means)
      assert.ok(allW <= Math.max(targetW, houseW) * 1.01, `${Math.round(allW)} W, the house ${Math.round(houseW)} W`);
  });

  it('takes back to zero what a house alone uses up, and no further', () => {
    const site = siteWith(5, { limitW: 2000 });
    site.plant.house.fix([10, 10, 10]);
    const [mean] = quarters(site, 1);
    assert.ok(mean !== undefined && mean.allW - mean.houseW <= 60, JSON.stringify(mean));
    assert.ok((site.records.find(({ id }) => id === 'peak:quarter')?.value ?? -1) >= 0);
  });
});
