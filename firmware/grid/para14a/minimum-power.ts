/** Kinds of controllable consumers of §14a EnWG: each over 4.2 kW, at low voltage. */
export const unitKinds = ['chargePoint', 'heatPump', 'airConditioner', 'storage'] as const;
export type UnitKind = (typeof unitKinds)[number];

export interface ControllableUnit {
  readonly kind: UnitKind;
  /** Connected power, W; only heat pumps and air conditioners over 11 kW depend on it. */
  readonly powerW?: number | undefined;
}

/** `ems`: one limit for the sum of all units. `direct`: the operator commands each unit by itself. */
export type ControlMode = 'ems' | 'direct';

/**
 * Which heat pumps (air conditioners) make up the sum of their class: all of them once one is over 11 kW, or only those
 * over 11 kW. The notes leave it open (unconfirmed); `all` is the default, it never gives the customer too little.
 */
export type PowerSum = 'all' | 'over11kW';

const baseW = 4200;
const bigW = 11_000;
/** Simultaneity of n units, n = 2..9; beyond that the last holds (notes §2.1). */
const simultaneityPercent = [80, 75, 70, 65, 60, 55, 50, 45];

/**
 * The least power that the units may draw from the grid together while they are limited (BK6-22-300, as the notes have
 * it in §2.1), W; 0 without a unit. Whole mW, so that the table's values are exact.
 */
export function minimumPowerW(units: readonly ControllableUnit[], mode: ControlMode, sum: PowerSum = 'all'): number {
  if (units.length === 0) return 0;
  if (mode === 'direct') return units.reduce((total, unit) => total + directW(unit), 0);
  const n = units.length;
  const scaledW = Math.max(scaledSumW(units, 'heatPump', sum), scaledSumW(units, 'airConditioner', sum));
  return toMw((scaledW === 0 ? baseW : scaledW) + ((n - 1) * simultaneity(n) * baseW) / 100);
}

/** One unit alone: 40 % of a heat pump or air conditioner over 11 kW, else 4.2 kW. */
function directW({ kind, powerW = 0 }: ControllableUnit): number {
  const scales = kind === 'heatPump' || kind === 'airConditioner';
  return scales && powerW > bigW ? toMw(0.4 * powerW) : baseW;
}

function scaledSumW(units: readonly ControllableUnit[], kind: UnitKind, sum: PowerSum): number {
  const powers = units.flatMap((unit) => (unit.kind === kind ? [unit.powerW ?? 0] : []));
  const counted = sum === 'all' ? powers : powers.filter((w) => w > bigW);
  return powers.some((w) => w > bigW) ? 0.4 * counted.reduce((total, w) => total + w, 0) : 0;
}

const simultaneity = (n: number): number => simultaneityPercent[Math.min(n - 2, simultaneityPercent.length - 1)] ?? 0;

const toMw = (watts: number): number => Math.round(watts * 1000) / 1000;
