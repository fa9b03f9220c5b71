import assert from 'node:assert/strict';
import { highsSolver } from '../../../../firmware/control/planning/highs-solver.ts';
import { nothingKnown, type Schedule } from '../../../../firmware/domain/known.ts';
import type { ChargeOrder } from '../../../../firmware/domain/order.ts';
import { planOf } from '../../../../firmware/sessions/planning/plan.ts';
import type { PlanProblem } from '../../../../firmware/sessions/planning/problem.ts';
import { PlantSite } from '../../../../scripts/site/in-process/plant-site.ts';

const quarterS = 900;
const car = { phases: 3, maxA: 16, batteryWh: 1e6, startPercent: 20, taperFromPercent: 90 } as const;

describe('a deadline in the control loop', () => {
  const houseOf = () =>
    new PlantSite({
      document: {
        ...{ name: 'house', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 63 }] },
        lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
        devices: [
          { id: 'M1', definition: 'a-meter', line: 'rs485', role: 'grid' },
          { id: 'E1', definition: 'a-box', address: '10.0.0.1:502' },
        ],
      },
      plant: {
        ...{ seed: 1, fuseA: 63, voltageV: 230, meter: { ageS: 0.5, noiseA: 0, resolutionA: 0.01 } },
        boxes: [{ id: 'E1', wiring: [0, 1, 2], pilotDelayS: 0.5, readingAgeS: 0.5, car }],
      },
    });

  it('is met in the cheap quarter hours, each planned anew from what the car has got', async () => {
    const solve = await highsSolver();
    const site = houseOf();
    // Until the car has charged for a moment, nobody knows that it uses three phases.
    site.step(240);
    const startMs = site.wallMs;
    /** ct/kWh by quarter hour: dear, cheap, dearest, cheap, dear, dear, middle, dear. */
    const cts = [30, 12, 40, 10, 30, 30, 20, 35];
    const departureMs = startMs + cts.length * quarterS * 1000;
    const wantedWh = 6000;
    const energyWh = () => site.devices.get('E1')?.readings.energyImportWh?.value ?? 0;
    const firstWh = energyWh();
    const perQuarterWh: number[] = [];
    for (let quarter = 0; quarter < cts.length; quarter += 1) {
      const leftWh = Math.max(0, wantedWh - (energyWh() - firstWh));
      const problem: PlanProblem = {
        ...{ voltageV: 230, rows: [] },
        slots: cts.slice(quarter).map((ct, k) => ({
          ...{
            fromMs: startMs + (quarter + k) * quarterS * 1000,
            toMs: startMs + (quarter + k + 1) * quarterS * 1000,
            ct,
          },
        })),
        cars: [{ chargePoint: 'E1', phases: [0, 1, 2], minMa: 6000, maxMa: 16_000, energyWh: leftWh, departureMs }],
      };
      const slots = leftWh < 100 ? [] : (planOf(problem, solve)?.[0]?.slots ?? []);
      const schedule: Schedule = {
        ...{ chargePoint: 'E1', departureMs, fullW: 11_040 },
        slots: slots.map(({ fromMs, toMs, currentMa }) => ({
          fromMs,
          toMs,
          maxMa: Math.ceil(currentMa / 1000) * 1000,
        })),
      };
      site.known = { ...nothingKnown, schedules: [schedule] };
      const beforeWh = energyWh();
      for (let s = 0; s < quarterS; s += 30) {
        const need: ChargeOrder = {
          ...{ chargePoint: 'E1', origin: 'user', departureMs, reason: { code: 'user' } },
          energyWh: Math.max(0, wantedWh - (energyWh() - firstWh)),
        };
        site.orders = [need];
        site.step(30);
      }
      perQuarterWh.push(energyWh() - beforeWh);
      if (quarter === 0) assert.equal(site.decision('E1').reason.code, 'plan');
    }
    const gotWh = energyWh() - firstWh;
    assert.ok(Math.abs(gotWh - wantedWh) < 120, `${gotWh} Wh`);
    // Both cheap ones in full, less the start of the car; the rest in the middle one; nothing in the dear ones.
    const [, cheap = 0, dearest = 0, cheapest = 0] = perQuarterWh;
    assert.ok(cheap > 2400 && cheapest > 2400, perQuarterWh.join());
    assert.ok(dearest < 50 && (perQuarterWh[0] ?? 0) < 50 && (perQuarterWh[4] ?? 0) < 50, perQuarterWh.join());
  });

  it('that has become tight is charged for at once, whatever the plan says', () => {
    const site = houseOf();
    site.step(5);
    const departureMs = site.wallMs + 3_600_000;
    const schedule: Schedule = { chargePoint: 'E1', departureMs, fullW: 11_040, slots: [] };
    site.known = { ...nothingKnown, schedules: [schedule] };
    const need = (energyWh: number): ChargeOrder => ({
      ...{ chargePoint: 'E1', origin: 'user', departureMs, energyWh, reason: { code: 'user' } },
    });
    site.orders = [need(2000)];
    site.step(30);
    assert.equal(site.decision('E1').offerMa, 0);
    site.orders = [need(10_000)];
    site.step(120);
    assert.ok((site.decision('E1').offerMa ?? 0) >= 16_000);
  });
});
