import type { PhaseIndex } from '../../../../firmware/domain/phases.ts';
import {
  energyWh,
  type PlanCar,
  type PlanProblem,
  type PlanRow,
} from '../../../../firmware/sessions/planning/problem.ts';
import { Random } from '../../../drivers/link/random.ts';

const quarterMs = 900_000;
export const startMs = Date.parse('2026-11-24T17:00:00Z');

/** A night with some cars on a tree of two circuits, whatever house load and prices: hourly or quarter-hourly, alike, negative, with gaps. */
export function randomProblem(seed: number): PlanProblem {
  const random = new Random(seed);
  const between = (low: number, high: number): number => low + random.below(high - low + 1);
  const count = between(24, 72);
  const hourly = random.below(2) === 0;
  const kind = random.below(5);
  const priceOf = (): number => {
    if (kind === 0) return [18, 24, 31][random.below(3)] as number;
    if (kind === 1) return between(-800, 2500) / 100;
    return between(800, 4500) / 100;
  };
  let ct: number | undefined = priceOf();
  const slots = Array.from({ length: count }, (_, k) => {
    if (!hourly || k % 4 === 0) ct = random.below(25) === 0 ? undefined : priceOf();
    return { fromMs: startMs + k * quarterMs, toMs: startMs + (k + 1) * quarterMs, ct };
  });
  const voltageV = 230;
  const carCount = between(1, 6);
  const cars = Array.from({ length: carCount }, (_, k): PlanCar => {
    const first = random.below(3) as PhaseIndex;
    const phases: readonly PhaseIndex[] = random.below(2) === 0 ? [0, 1, 2] : [first];
    const maxMa = [16_000, 16_000, 16_000, 32_000][random.below(4)] as number;
    const departureMs = startMs + between(8, count) * quarterMs - random.below(quarterMs);
    const car = { chargePoint: `E${k + 1}`, phases, minMa: 6000, maxMa, energyWh: 0, departureMs };
    const mostWh = energyWh({ ...car, energyWh: 0 }, maxMa, departureMs - startMs, voltageV);
    return { ...car, energyWh: Math.round((mostWh * between(5, 60)) / 100) };
  });
  const capacity = (fuseA: number) => () => slots.map(() => Math.max(0, (fuseA - between(0, 12)) * 1000));
  const everyone = cars.map((_, c) => c);
  const garage = everyone.filter((c) => c % 2 === 0);
  const root = capacity(between(35, 80));
  const below = capacity(between(32, 63));
  const phases = [0, 1, 2] as const;
  const rows: PlanRow[] = [
    ...phases.map((phase) => ({ phase, cars: everyone, capacityMa: root() })),
    ...phases.map((phase) => ({ phase, cars: garage, capacityMa: below() })),
  ];
  if (random.below(3) === 0) rows.push({ phase: undefined, cars: everyone, capacityMa: capacity(between(60, 120))() });
  return { slots, cars, rows, voltageV };
}
