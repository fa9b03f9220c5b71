import type { Series, SeriesKind, SeriesUnit } from '../../domain/history.ts';
import { phaseNames } from '../../domain/phases.ts';
import type { State } from '../../domain/state.ts';
import { scaleOf } from '../../store/history/series-parts.ts';

type Value = number | string | null | undefined;
type Look = readonly [name: string, kind: SeriesKind, unit: SeriesUnit, of: (state: State) => Value];

type ScaledLook = readonly [of: (state: State) => Value, scale: number];

/** What of a state becomes history, as long as the site has the same things. */
export class StateSeries {
  readonly series: readonly Series[];
  readonly #looks: readonly ScaledLook[];
  readonly #ids: readonly string[];
  readonly #values: Float64Array;

  constructor(state: State) {
    const looks = looksAt(state);
    this.series = looks.map(([name, kind, unit]) => ({ name, kind, unit }));
    this.#looks = looks.map(([, , , of], i) => [of, scaleOf(this.series[i] as Series)]);
    this.#ids = idsOf(state);
    this.#values = new Float64Array(looks.length);
  }

  /** Whether it still says what there is in a state. */
  fits(state: State): boolean {
    const ids = idsOf(state);
    return ids.length === this.#ids.length && ids.every((id, i) => id === this.#ids[i]);
  }

  /** Whole numbers in the order of `series`; words by `wordOf`; NaN = missing. The same array each time. */
  values(state: State, wordOf: (text: string) => number): Float64Array {
    const values = this.#values;
    for (let i = 0; i < values.length; i += 1) {
      const [of, scale] = this.#looks[i] as ScaledLook;
      const value = of(state);
      values[i] =
        typeof value === 'string' ? wordOf(value) : typeof value === 'number' ? Math.round(value * scale) : Number.NaN;
    }
    return values;
  }
}

function idsOf({ chargePoints, meters, circuits, variables }: State): string[] {
  const ids: string[] = [];
  for (const { id } of circuits) ids.push(id);
  for (const { id } of chargePoints) ids.push(id);
  for (const { id, importWh, exportWh } of meters)
    ids.push(`${id}${importWh === undefined ? '' : '<'}${exportWh === undefined ? '' : '>'}`);
  for (const { name } of variables) ids.push(`=${name}`);
  return ids;
}

function looksAt(state: State): readonly Look[] {
  const looks: Look[] = [];
  const phases = (name: string, unit: SeriesUnit, of: (s: State) => readonly Value[] | undefined): void => {
    for (const [p, phase] of phaseNames.entries())
      looks.push([`${name}.${phase}`, 'measured', unit, (s) => of(s)?.[p]]);
  };
  for (const name of ['gridW', 'solarW', 'batteryW', 'houseW', 'chargePointsW'] as const)
    looks.push([`flow.${name}`, 'measured', 'W', ({ flow }) => flow[name]]);
  looks.push(['price.ct', 'setting', 'ct', ({ price }) => price?.ct]);
  looks.push(['price.level', 'setting', '', ({ price }) => price?.level]);
  for (const [i, { id }] of state.circuits.entries()) {
    // A ceiling in A is the same on each phase.
    looks.push([`circuit.${id}.limitA`, 'setting', 'A', ({ circuits }) => circuits[i]?.limitA[0]]);
    looks.push([`circuit.${id}.limitW`, 'setting', 'W', ({ circuits }) => circuits[i]?.limitW]);
  }
  for (const [i, { id }] of state.chargePoints.entries()) {
    const name = `chargePoint.${id}`;
    looks.push([`${name}.state`, 'word', '', ({ chargePoints }) => chargePoints[i]?.state]);
    looks.push([`${name}.reason`, 'word', '', ({ chargePoints }) => chargePoints[i]?.reason.code]);
    looks.push([`${name}.offeredA`, 'setting', 'A', ({ chargePoints }) => chargePoints[i]?.offeredA]);
    phases(`${name}.drawnA`, 'A', ({ chargePoints }) => chargePoints[i]?.drawnA);
    looks.push([`${name}.powerW`, 'measured', 'W', ({ chargePoints }) => chargePoints[i]?.powerW]);
    looks.push([`${name}.energyWh`, 'counter', 'Wh', ({ chargePoints }) => chargePoints[i]?.energyWh]);
  }
  for (const [i, { id, importWh, exportWh }] of state.meters.entries()) {
    const name = `meter.${id}`;
    phases(`${name}.currentA`, 'A', ({ meters }) => meters[i]?.currentA);
    phases(`${name}.powerW`, 'W', ({ meters }) => meters[i]?.powerW);
    phases(`${name}.voltageV`, 'V', ({ meters }) => meters[i]?.voltageV);
    if (importWh !== undefined) looks.push([`${name}.importWh`, 'counter', 'Wh', ({ meters }) => meters[i]?.importWh]);
    if (exportWh !== undefined) looks.push([`${name}.exportWh`, 'counter', 'Wh', ({ meters }) => meters[i]?.exportWh]);
  }
  for (const [i, { name }] of state.variables.entries())
    looks.push([`variable.${name}`, 'setting', '', ({ variables }) => variables[i]?.value]);
  return looks;
}
