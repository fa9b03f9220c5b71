import type { CircuitState, LimitPeriod, MeasuredPower } from '../../firmware/api/shapes.ts';
import { fusePowerW, nearFuse } from '../reason/ruling.ts';
import type { Kept } from './series.ts';

/** What the local network or the settings of the site set: it has no proof, only its history. */
export const localSource = 'site';
export const isLocal = ({ source }: Pick<LimitPeriod, 'source'>): boolean => source === localSource;

/** Series that are needed for it. */
export const localSeries = (root: Pick<CircuitState, 'id'>): readonly string[] => ['flow', `circuit.${root.id}`];

/**
 * Limits below the fuse that no command of the proof log explains, from what the history kept of the house connection: set on
 * the local network, or by the site itself. To the step of the history; a number below 0 stands for the row that they have not.
 */
export function localLimits(
  kept: Kept,
  root: Pick<CircuitState, 'id' | 'fuseA'>,
  periods: readonly LimitPeriod[],
  nowMs: number,
): readonly LimitPeriod[] {
  const power = kept.lowest(`circuit.${root.id}.limitW`);
  const current = kept.lowest(`circuit.${root.id}.limitA`);
  const grid = kept.numbers('flow.gridW');
  const cars = kept.numbers('flow.chargePointsW');
  const stepMs = kept.everyS * 1000;
  const told = periods.map(({ at, endedAt }) => ({
    fromMs: Date.parse(at),
    toMs: endedAt === null ? Number.POSITIVE_INFINITY : Date.parse(endedAt),
  }));
  const runs: { unit: 'A' | 'W'; value: number; first: number; last: number }[] = [];
  power.forEach((limitW, index) => {
    const fromMs = kept.fromMs + index * stepMs;
    // What the step before a command began with is still that of the command.
    if (told.some((one) => one.fromMs < fromMs + stepMs && one.toMs > fromMs - stepMs)) return;
    const limit = feltOf(limitW, current[index] ?? null, root.fuseA);
    if (limit === undefined) return;
    const run = runs.at(-1);
    if (run !== undefined && run.last === index - 1 && run.unit === limit.unit && run.value === limit.value)
      run.last = index;
    else runs.push({ ...limit, first: index, last: index });
  });
  return runs.map(({ unit, value, first, last }, index): LimitPeriod => {
    const at = new Date(kept.fromMs + first * stepMs).toISOString();
    const toMs = kept.fromMs + (last + 1) * stepMs;
    return {
      ...{ row: -1 - index, kind: 'command', source: localSource, by: null, at, appliedAt: at },
      endedAt: toMs >= nowMs - stepMs ? null : new Date(toMs).toISOString(),
      endedWhy: toMs >= nowMs - stepMs ? null : 'changed',
      data: { source: localSource, value, unit },
      limits: [{ id: localSource, place: root.id, value, unit }],
      ...{ confirmed: [], unconfirmed: [], confirmedAt: null },
      gridW: measured(grid.slice(first, last + 1)),
      chargePointsW: measured(cars.slice(first, last + 1)),
    };
  });
}

function feltOf(
  limitW: number | null,
  limitA: number | null,
  fuseA: number,
): { unit: 'A' | 'W'; value: number } | undefined {
  if (limitW !== null && limitW < nearFuse * fusePowerW({ fuseA })) return { unit: 'W', value: limitW };
  return limitA !== null && limitA < nearFuse * fuseA ? { unit: 'A', value: limitA } : undefined;
}

function measured(values: readonly (number | null)[]): MeasuredPower | null {
  const known = values.flatMap((value) => value ?? []);
  if (known.length === 0) return null;
  return {
    meanW: Math.round(known.reduce((sum, value) => sum + value, 0) / known.length),
    highestW: Math.max(...known),
  };
}
