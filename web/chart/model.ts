/** What a line or a piece of a bar stands for; its colour is that of the tokens. */
export type Hue = 'grid' | 'solar' | 'battery' | 'cars' | 'house';

/** How a line is drawn, so that no line is told by its colour alone. */
export type Dash = 'solid' | 'dash' | 'dot' | 'dashDot';

export const dashes: Readonly<Record<Dash, readonly number[]>> = {
  solid: [],
  dash: [8, 4],
  dot: [2, 3],
  dashDot: [9, 3, 2, 3],
};

/** What is drawn: watts are shown in kW, everything else as it is. */
export type ChartUnit = 'W' | 'A' | 'V' | 'ct/kWh' | '%' | '';

/**
 * One line over time; `values[i]` covers the step that begins at `fromMs + i * everyS`. Null: no value, and no line goes
 * through it. What flows both ways is two lines, never a minus sign.
 */
export interface ChartLine {
  readonly id: string;
  readonly name: string;
  readonly hue: Hue;
  readonly dash?: Dash;
  readonly values: readonly (number | null)[];
}

/** A limit that held for a while: everything above `value` is shaded. `reason`: one sentence, who and why. */
export interface ChartBand {
  readonly id: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** In the unit of the lines. */
  readonly value: number;
  readonly reason: string;
}

/** The limit that rules in a step: the lowest of those that held in any part of it. */
export function rulingBand(bands: readonly ChartBand[], atMs: number, everyS: number): ChartBand | undefined {
  return bands
    .filter(({ fromMs, toMs }) => fromMs < atMs + everyS * 1000 && toMs > atMs)
    .toSorted((a, b) => a.value - b.value)[0];
}

/** Indexes of values that stand alone between gaps: a line would not show them. */
export const loners = (values: readonly (number | null | undefined)[]): number[] =>
  values.flatMap((value, at) => (value != null && values[at - 1] == null && values[at + 1] == null ? [at] : []));

/** A round number at or above `value`, for the top of a scale. */
export function roundTop(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
  return (steps.find((step) => step * power >= value * 0.9999) ?? 10) * power;
}
