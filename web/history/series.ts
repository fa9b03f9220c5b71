import type { HistoryAnswer } from '../api/history.ts';

/** The answer of the box, ready to be looked up. */
export interface Kept {
  readonly fromMs: number;
  readonly everyS: number;
  /** Numbers of a series; all null where there is none. */
  readonly numbers: (name: string) => readonly (number | null)[];
  /** The lowest of each step. */
  readonly lowest: (name: string) => readonly (number | null)[];
  readonly words: (name: string) => readonly (string | null)[];
  readonly has: (name: string) => boolean;
}

export function keptOf({ from, to, everyS, series }: HistoryAnswer): Kept {
  const byName = new Map(series.map(({ name, values }) => [name, values]));
  const lowest = new Map(series.flatMap(({ name, min }) => (min === undefined ? [] : [[name, min] as const])));
  const fromMs = Date.parse(from);
  const count = Math.round((Date.parse(to) - fromMs) / (everyS * 1000));
  const none: readonly null[] = Array.from({ length: count }, () => null);
  const numbers = (name: string): readonly (number | null)[] =>
    byName.get(name)?.map((value) => (typeof value === 'number' ? value : null)) ?? none;
  return {
    fromMs,
    everyS,
    numbers,
    lowest: (name) => lowest.get(name) ?? numbers(name),
    words: (name) => byName.get(name)?.map((value) => (typeof value === 'string' ? value : null)) ?? none,
    has: (name) => byName.get(name)?.some((value) => value !== null) ?? false,
  };
}

type Numbers = readonly (number | null)[];

/** What flows one way: the other way counts as nothing, no value stays none. */
export const positive = (values: Numbers): Numbers =>
  values.map((value) => (value === null ? null : Math.max(0, value)));
export const negative = (values: Numbers): Numbers =>
  values.map((value) => (value === null ? null : Math.max(0, -value)));
export const sizes = (values: Numbers): Numbers => values.map((value) => (value === null ? null : Math.abs(value)));

/** Several added step by step; no value where none of them has one. */
export const added = (all: readonly Numbers[]): Numbers =>
  (all[0] ?? []).map((_, index) => {
    const known = all.flatMap((values) => values[index] ?? []);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
  });
