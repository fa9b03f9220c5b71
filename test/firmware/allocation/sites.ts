import fc from 'fast-check';
import type { AllocationInput, AllocationRequest, AllocationResult, Row } from '../../../firmware/allocation/types.ts';

/** A circuit of a drawn site: its place in the tree and what its rows bear. */
interface DrawnCircuit {
  readonly parent: number;
  readonly perPhaseMa: readonly [number, number, number];
  readonly powerMw: number | undefined;
}

interface DrawnChargePoint {
  readonly circuit: number;
  readonly wiring: readonly number[];
  readonly request: Omit<AllocationRequest, 'id' | 'reason'>;
}

export interface SiteOptions {
  readonly chargePoints?: number;
  /** One step for the whole site, or one of its own for each charge point. */
  readonly steps?: 'same' | 'mixed';
  /** Everyone charges already, so that nobody needs the start margin. */
  readonly charging?: boolean;
}

/** Sites as a tree of circuits, rows per phase and in W, charge points on one or three phases, tiers, needs. */
export function sites({
  chargePoints = 8,
  steps = 'mixed',
  charging = false,
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
      })
      .map(({ circuits, voltages, points, slot }) => build(circuits, voltages, points, slot)),
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

function chargePoint(stepMa: fc.Arbitrary<number>, charging: boolean): fc.Arbitrary<DrawnChargePoint> {
  return fc.record({
    circuit: fc.nat(),
    wiring: fc.constantFrom([0, 1, 2], [1, 2, 0], [0], [1], [2]),
    request: fc
      .record({
        minMa: fc.constantFrom(6000, 6000, 6000, 8000, 6500),
        maxMa: fc.oneof(fc.constantFrom(16_000, 32_000, 0, 6000, 5000, 6900), fc.integer({ min: 6000, max: 32_000 })),
        stepMa,
        tier: fc.nat(2),
        needMa: fc.option(fc.constantFrom(0, 7000, 9500, 12_000, 40_000), { nil: undefined }),
        charging: charging ? fc.constant(true) : fc.boolean(),
        dwell: fc.boolean(),
        sessionEnergyWh: fc.nat(3),
        waitingMs: fc.nat(3),
      })
      .map(({ needMa, dwell, ...rest }) => ({
        ...rest,
        dwell: dwell && rest.charging,
        ...(needMa === undefined ? {} : { needMa }),
      })),
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
        .filter(({ point }) => point.wiring.includes(phase))
        .map(({ request }) => ({ request, weight: 1 }));
      return row(c, (['L1', 'L2', 'L3'] as const)[phase] ?? 'L1', capacity, members);
    });
    if (powerMw === undefined) return phaseRows;
    const members = inside.map(({ point, request }) => ({
      request,
      weight: point.wiring.reduce((sum, phase) => sum + (voltages[phase] ?? 0), 0),
    }));
    return [...phaseRows, row(c, 'P', powerMw, members)];
  });
  const requests = points.map(
    ({ request }, k): AllocationRequest => ({
      ...request,
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
