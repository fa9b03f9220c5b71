import fc from 'fast-check';
import { phasePairs } from '../../../firmware/allocation/tilt.ts';
import type {
  AllocationInput,
  AllocationRequest,
  AllocationResult,
  ImbalanceRule,
  Row,
} from '../../../firmware/allocation/types.ts';
import type { PhaseIndex } from '../../../firmware/domain/phases.ts';

/** A circuit of a drawn site: its place in the tree and what its rows bear. */
interface DrawnCircuit {
  readonly parent: number;
  readonly perPhaseMa: readonly [number, number, number];
  readonly powerMw: number | undefined;
}

interface DrawnChargePoint {
  readonly circuit: number;
  readonly wiring: readonly PhaseIndex[];
  readonly request: Omit<AllocationRequest, 'id' | 'reason'>;
  /** On how many of its phases it is counted for the imbalance, first of all; and whether it may use the others as well. */
  readonly counted: readonly [sure: number, mayMore: boolean];
}

export interface SiteOptions {
  readonly chargePoints?: number;
  /** One step for the whole site, or one of its own for each charge point. */
  readonly steps?: 'same' | 'mixed';
  /** Everyone charges already, so that nobody needs the start margin. */
  readonly charging?: boolean;
  /** Some sites have an imbalance rule, mostly one that binds. */
  readonly imbalance?: boolean;
}

/** Sites as a tree of circuits, rows per phase and in W, charge points on one to three phases, tiers, ranks, needs. */
export function sites({
  chargePoints = 12,
  steps = 'mixed',
  charging = false,
  imbalance = false,
}: SiteOptions = {}): fc.Arbitrary<AllocationInput> {
  const stepMa = fc.constantFrom(1000, 1000, 500, 100, 250, 7, 1);
  return (steps === 'same' ? stepMa : fc.constant(undefined)).chain((same) =>
    fc
      .record({
        circuits: fc.array(circuit, { minLength: 1, maxLength: 5, size: 'max' }),
        voltages: fc.tuple(voltageV, voltageV, voltageV),
        points: fc.array(chargePoint(same === undefined ? stepMa : fc.constant(same), charging), {
          minLength: 1,
          maxLength: chargePoints,
          size: 'max',
        }),
        slot: fc.nat(50),
        rule: imbalance ? rule : fc.constant(undefined),
      })
      .map(({ circuits, voltages, points, slot, rule }) => ({
        ...build(circuits, voltages, points, slot),
        ...(rule === undefined ? {} : { imbalance: rule }),
      })),
  );
}

const voltageV = fc.oneof(
  fc.constant(230),
  fc.integer({ min: 207_000, max: 253_000 }).map((mv) => mv / 1000),
);
const capacityMa = fc.oneof(
  { weight: 30, arbitrary: fc.integer({ min: 10_000, max: 120_000 }) },
  { weight: 10, arbitrary: fc.integer({ min: 6, max: 80 }).map((amperes) => amperes * 1000) },
  { weight: 15, arbitrary: fc.constant(300_000) },
  { weight: 1, arbitrary: fc.integer({ min: -5000, max: 5999 }) },
);
const circuit: fc.Arbitrary<DrawnCircuit> = fc.record({
  parent: fc.nat(),
  perPhaseMa: fc.oneof(
    capacityMa.map((all) => [all, all, all] as const),
    fc.tuple(capacityMa, capacityMa, capacityMa),
  ),
  powerMw: fc.option(
    capacityMa.map((ma) => ma * 690),
    { nil: undefined },
  ),
});

const houseMa = fc.integer({ min: -20_000, max: 40_000 });
const rule: fc.Arbitrary<ImbalanceRule | undefined> = fc.option(
  fc.record({
    maxMa: fc.constantFrom(20_000, 20_000, 10_000, 5000, 0),
    houseMa: fc.oneof(fc.constant([0, 0, 0] as const), fc.tuple(houseMa, houseMa, houseMa)),
    reason: fc.constant({ code: 'imbalance' } as const),
  }),
  { nil: undefined, freq: 9 },
);

function chargePoint(stepMa: fc.Arbitrary<number>, charging: boolean): fc.Arbitrary<DrawnChargePoint> {
  return fc.record({
    circuit: fc.nat(),
    wiring: fc.constantFrom<PhaseIndex[]>([0, 1, 2], [1, 2, 0], [2, 0, 1], [0, 1], [0], [1], [2]),
    request: fc
      .record({
        minMa: fc.constantFrom(6000, 6000, 6000, 8000, 6500),
        maxMa: fc.oneof(fc.constantFrom(16_000, 32_000, 0, 6000, 5000, 6900), fc.integer({ min: 6000, max: 32_000 })),
        stepMa,
        tier: fc.nat(2),
        rank: fc.option(fc.nat(2), { nil: undefined }),
        waitedSlots: fc.constantFrom(undefined, 0, 1, 2, Infinity),
        needMa: fc.option(fc.constantFrom(0, 7000, 9500, 12_000, 40_000), { nil: undefined }),
        charging: charging ? fc.constant(true) : fc.boolean(),
        dwell: fc.boolean(),
        sessionEnergyWh: fc.nat(3),
        waitingMs: fc.nat(3),
      })
      .map(({ needMa, rank, waitedSlots, dwell, ...rest }) => ({
        ...rest,
        dwell: dwell && rest.charging,
        ...(needMa === undefined ? {} : { needMa }),
        ...(rank === undefined ? {} : { rank }),
        ...(waitedSlots === undefined ? {} : { waitedSlots }),
      })),
    counted: fc.constantFrom<[number, boolean][]>(
      [3, false],
      [3, false],
      [1, true],
      [1, true],
      [2, true],
      [1, false],
      [0, false],
    ),
  });
}

function build(
  circuits: readonly DrawnCircuit[],
  voltages: readonly [number, number, number],
  points: readonly DrawnChargePoint[],
  slot: number,
): AllocationInput {
  const parents = circuits.map(({ parent }, c) => (c === 0 ? undefined : parent % c));
  const isIn = (point: DrawnChargePoint, c: number): boolean => {
    let at: number | undefined = point.circuit % circuits.length;
    while (at !== undefined && at !== c) at = parents[at];
    return at === c;
  };
  const rows = circuits.flatMap(({ perPhaseMa, powerMw }, c): Row[] => {
    const inside = points.flatMap((point, request) => (isIn(point, c) ? [{ point, request }] : []));
    const phaseRows = perPhaseMa.map((capacity, phase) => {
      const members = inside
        .filter(({ point }) => point.wiring.some((own) => own === phase))
        .map(({ request }) => ({ request, weight: 1 }));
      return row(c, (['L1', 'L2', 'L3'] as const)[phase] ?? 'L1', capacity, members);
    });
    if (powerMw === undefined) return phaseRows;
    const members = inside.map(({ point, request }) => ({
      request,
      weight: point.wiring.reduce<number>((sum, phase) => sum + (voltages[phase] ?? 0), 0),
    }));
    return [...phaseRows, row(c, 'P', powerMw, members)];
  });
  const requests = points.map(
    ({ request, wiring, counted: [sure, mayMore] }, k): AllocationRequest => ({
      ...request,
      ...(sure === 0 ? {} : { skewPhases: wiring.slice(0, sure) }),
      ...(mayMore ? { possiblePhases: wiring.slice(sure) } : {}),
      id: `E${k + 1}`,
      reason: { code: 'deviceLimit' },
    }),
  );
  return { rows, requests, slot };
}

function row(c: number, quantity: Row['quantity'], capacity: number, members: Row['members']): Row {
  const circuit = `c${c}`;
  const reason =
    quantity === 'P' ? ({ code: 'power', circuit } as const) : ({ code: 'circuit', circuit, phase: quantity } as const);
  return { id: `${circuit}.${quantity}`, circuit, quantity, capacity, members, reason };
}

/** A weight in thousandths: drawn voltages have three decimals, so this is exact. */
export const thousandths = (weight: number): number => Math.round(weight * 1000);

/** What the targets put on a row, in thousandths of its unit. */
export const loadOf = (row: Row, results: readonly AllocationResult[]): number =>
  row.members.reduce((sum, { request, weight }) => sum + thousandths(weight) * targetOf(results, request), 0);

/** What the targets leave of a row, in thousandths of its unit. */
export const freeIn = (row: Row, results: readonly AllocationResult[]): number =>
  row.capacity * 1000 - loadOf(row, results);

export const targetOf = (results: readonly AllocationResult[], request: number): number => {
  const result = results[request];
  if (result === undefined) throw new RangeError(`no result ${request}`);
  return result.targetMa;
};

/**
 * By how much the phases may come out to differ, mA, and how much they may. `more[k]`: on how many of its possible phases
 * a charge point turns out to draw; without it the worst case of each pair of phases, by trying all for each.
 */
export function skewOf(
  { requests }: AllocationInput,
  { maxMa, houseMa }: ImbalanceRule,
  results: readonly AllocationResult[],
  more?: readonly number[],
): { skewMa: number; allowedMa: number } {
  const differences = phasePairs.map(({ over, under }) => {
    const tilt = (used: readonly PhaseIndex[]): number => Number(used.includes(over)) - Number(used.includes(under));
    return requests.reduce((sum, { skewPhases = [], possiblePhases = [] }, k) => {
      const cars = more === undefined ? [0, 1, 2].slice(0, possiblePhases.length + 1) : [more[k] ?? 0];
      const tilts = cars.map((count) => tilt([...skewPhases, ...possiblePhases.slice(0, count)]));
      return sum + Math.max(...tilts) * targetOf(results, k);
    }, houseMa[over] - houseMa[under]);
  });
  const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
  return { skewMa: Math.max(0, ...differences), allowedMa: Math.max(maxMa, spread(houseMa)) };
}

/** The rows that a charge point is in, with its weight in thousandths. */
export const placesOf = (input: AllocationInput, request: number): { row: Row; weight: number }[] =>
  input.rows.flatMap((row) => {
    const weight = row.members.find((member) => member.request === request)?.weight;
    return weight === undefined ? [] : [{ row, weight: thousandths(weight) }];
  });

/** Minimum, need and maximum on the grid of the steps; the maximum is below the minimum when it cannot take part. */
export function boundsOf({ minMa, maxMa, needMa, stepMa }: AllocationRequest): {
  min: number;
  need: number;
  max: number;
} {
  const min = Math.ceil(minMa / stepMa) * stepMa;
  const max = Math.floor(maxMa / stepMa) * stepMa;
  const need = needMa === undefined ? max : Math.min(max, Math.max(min, Math.ceil(needMa / stepMa) * stepMa));
  return { min, need, max };
}
