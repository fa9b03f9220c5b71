import fc from 'fast-check';
import type { LimitRecord } from '../../../../firmware/domain/limit.ts';
import type { PerPhase, Wiring } from '../../../../firmware/domain/phases.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import type { Site } from '../../../../firmware/domain/site/schema.ts';
import { knowledge } from '../../domain/site/documents.ts';

/** Generated situations for the whole controller: a tree of three circuits, boxes of all kinds, and a few minutes of trouble. */

export interface BoxKind {
  readonly circuit: (typeof circuitIds)[number];
  readonly wiring: Wiring;
  readonly stepMa: number;
  readonly minA: number;
  readonly maxA: number;
  readonly failsafeA: number;
  readonly priority: number;
  readonly readsBack: boolean;
  readonly measuresCurrent: boolean;
  /** Cycles from a set-point to the box that holds it. */
  readonly lateCycles: number;
  readonly carPhases: number;
  readonly carMaxA: number;
  readonly carShare: number;
  /** A car stands there from the start. */
  readonly car: boolean;
}

export type Trouble =
  | { readonly what: 'limit'; readonly limit: Pick<LimitRecord, 'scope' | 'circuit' | 'unit' | 'value'> }
  | { readonly what: 'house'; readonly houseMa: PerPhase }
  | { readonly what: 'meter'; readonly meter: 'M1' | 'M2' }
  | {
      readonly what: 'car' | 'silent' | 'deaf' | 'fault' | 'ownMind' | 'restart';
      /** Index of the box; beyond the last one it starts from 0 again. */
      readonly box: number;
    }
  | { readonly what: 'nothing' };

/** What happens, and how long after the cycle before the next one runs. */
export interface Moment {
  readonly afterMs: number;
  readonly trouble: Trouble;
}

export interface Situation {
  readonly fuseA: readonly [house: number, garage: number, yard: number];
  readonly reserveA: number;
  /** Between two phases; what does not look at it has a value that never rules. */
  readonly imbalanceA: number;
  readonly garageMeter: boolean;
  readonly houseMa: PerPhase;
  readonly boxes: readonly BoxKind[];
  readonly moments: readonly Moment[];
}

/** The yard hangs on the garage, the garage on the house. */
export const circuitIds = ['house', 'garage', 'yard'] as const;

const wirings: readonly Wiring[] = [[0, 1, 2], [1, 2, 0], [2, 0, 1], [0], [1], [2, 1]];

const boxKind: fc.Arbitrary<BoxKind> = fc.record({
  circuit: fc.constantFrom(...circuitIds),
  wiring: fc.constantFrom(...wirings),
  stepMa: fc.constantFrom(1, 100, 1000),
  minA: fc.constantFrom(6, 6, 6, 8),
  maxA: fc.constantFrom(16, 20, 32),
  failsafeA: fc.constantFrom(0, 6, 16),
  priority: fc.constantFrom(1, 1, 2),
  readsBack: fc.boolean(),
  measuresCurrent: fc.constantFrom(true, true, true, false),
  lateCycles: fc.constantFrom(0, 0, 1, 2),
  carPhases: fc.constantFrom(1, 2, 3, 3),
  carMaxA: fc.constantFrom(10, 16, 32),
  carShare: fc.constantFrom(0.94, 0.97, 1),
  car: fc.constantFrom(true, true, true, false),
});

const houseMa = fc.tuple(
  fc.integer({ min: -12_000, max: 20_000 }),
  fc.integer({ min: -12_000, max: 20_000 }),
  fc.integer({ min: -12_000, max: 20_000 }),
);

const limit = fc
  .record({
    scope: fc.constantFrom('all' as const, 'chargePoints' as const),
    circuit: fc.constantFrom(...circuitIds),
    share: fc.constantFrom(0, 0, 0.2, 0.5, 1),
    unit: fc.constantFrom('mA' as const, 'W' as const),
  })
  .map(({ share, unit, ...rest }) => ({ ...rest, unit, value: Math.round(share * (unit === 'W' ? 25_000 : 40_000)) }));

const box = fc.nat(3);
const troubles = {
  nothing: fc.constant<Trouble>({ what: 'nothing' }),
  limit: limit.map((given): Trouble => ({ what: 'limit', limit: given })),
  house: houseMa.map((given): Trouble => ({ what: 'house', houseMa: given })),
  meter: fc.constantFrom('M1' as const, 'M2' as const).map((meter): Trouble => ({ what: 'meter', meter })),
  car: box.map((k): Trouble => ({ what: 'car', box: k })),
  silent: box.map((k): Trouble => ({ what: 'silent', box: k })),
  deaf: box.map((k): Trouble => ({ what: 'deaf', box: k })),
  fault: box.map((k): Trouble => ({ what: 'fault', box: k })),
  ownMind: box.map((k): Trouble => ({ what: 'ownMind', box: k })),
  restart: box.map((k): Trouble => ({ what: 'restart', box: k })),
} satisfies Record<Trouble['what'], fc.Arbitrary<Trouble>>;

/** How often each trouble comes, beside the others. */
export type Mix = Partial<Record<Trouble['what'], number>>;

/** All that can happen. */
export const everything: Mix = {
  ...{ nothing: 8, limit: 5, house: 3, meter: 2, car: 4 },
  ...{ silent: 1, deaf: 1, fault: 1, ownMind: 1, restart: 1 },
};

/** Quiet moments at the start, then `moments` of a mix of troubles. */
export function situations(moments: number, mix: Mix): fc.Arbitrary<Situation> {
  const trouble = fc.oneof(
    ...Object.entries(mix).map(([what, weight]) => ({ weight, arbitrary: troubles[what as Trouble['what']] })),
  );
  const afterMs = fc.constantFrom(1000, 1000, 1000, 1000, 100, 4000, 9000, 19_000);
  return fc.record({
    fuseA: fc.tuple(
      fc.integer({ min: 16, max: 80 }),
      fc.integer({ min: 12, max: 60 }),
      fc.integer({ min: 8, max: 40 }),
    ),
    reserveA: fc.constantFrom(0, 0, 2),
    imbalanceA: fc.constantFrom(20, 200),
    garageMeter: fc.boolean(),
    houseMa,
    boxes: fc.array(boxKind, { minLength: 1, maxLength: 4 }),
    moments: fc
      .array(fc.record({ afterMs, trouble }), { minLength: moments, maxLength: moments })
      .map((later) => [...quiet, ...later]),
  });
}

/** Long enough for the first offers, and for the cars to follow them. */
const quiet: readonly Moment[] = [1000, 3000, 3000].map((afterMs) => ({ afterMs, trouble: { what: 'nothing' } }));

/**
 * Nothing happens: cars that take all they are offered but for a few per cent or the part above whole amperes, under
 * a house and limits that stay. A cycle every `everyS` seconds for `cycles` cycles.
 */
export const constantSituations = (cycles: number, everyS: number): fc.Arbitrary<Situation> =>
  fc.record({
    fuseA: fc.tuple(
      fc.integer({ min: 16, max: 80 }),
      fc.integer({ min: 12, max: 60 }),
      fc.integer({ min: 8, max: 40 }),
    ),
    reserveA: fc.constantFrom(0, 0, 2),
    imbalanceA: fc.constantFrom(20, 200),
    garageMeter: fc.boolean(),
    houseMa,
    boxes: fc.array(
      boxKind.map((kind) => ({ ...kind, carMaxA: 32, car: true })),
      { minLength: 1, maxLength: 3 },
    ),
    moments: fc.constant(
      Array.from({ length: cycles }, (): Moment => ({ afterMs: everyS * 1000, trouble: { what: 'nothing' } })),
    ),
  });

/** Short dwell times: a situation lasts minutes. */
export const timing = {
  minOnS: 30,
  minPauseS: 10,
  surplusPauseS: 20,
  raiseIntervalS: 2,
  phaseUpDelayS: 30,
  slotS: 900,
};

/** The checked site of a situation; the schema is asked once, the numbers are put in afterwards. */
export function siteOf({ fuseA, reserveA, imbalanceA, garageMeter, boxes }: Situation): Site {
  const circuits = smallest.circuits.map((circuit, i) => ({ ...circuit, fuseA: fuseA[i] ?? 0, reserveA }));
  const [houseMeter, secondMeter, first] = smallest.devices;
  const meters = [houseMeter, ...(garageMeter ? [secondMeter] : [])];
  const devices = [
    ...meters.flatMap((meter) => (meter === undefined ? [] : [meter])),
    ...boxes.flatMap(({ circuit, wiring, minA, maxA, failsafeA, priority }, k) =>
      first === undefined
        ? []
        : [
            {
              ...{ ...first, id: idOf(k), name: idOf(k), address: `10.0.0.${k + 1}:502`, circuit, wiring, priority },
              ...{ minCurrentA: minA, maxCurrentA: maxA, failsafeCurrentA: failsafeA },
            },
          ],
    ),
  ];
  return { ...smallest, circuits, devices, imbalance: { ...smallest.imbalance, maxA: imbalanceA } };
}

export const idOf = (k: number): string => `E${k + 1}`;

const smallest = (() => {
  const result = readSite(
    {
      ...{ name: 'Kerkstraat 12', timezone: 'Europe/Amsterdam', timing: { ...timing } },
      circuits: [
        { id: 'house', fuseA: 63 },
        { id: 'garage', parent: 'house', fuseA: 32 },
        { id: 'yard', parent: 'garage', fuseA: 16 },
      ],
      lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
      devices: [
        { id: 'M1', definition: 'a-meter', line: 'rs485', unitId: 1, role: 'grid', circuit: 'house' },
        { id: 'M2', definition: 'a-meter', line: 'rs485', unitId: 2, role: 'grid', circuit: 'garage' },
        { id: 'E1', definition: 'a-box', address: '10.0.0.1:502' },
      ],
    },
    knowledge,
  );
  if (!result.ok) throw new Error(result.faults.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return result.site;
})();
