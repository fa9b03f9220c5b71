import type { MeteringPointState, MeteringValue } from '../../domain/metering.ts';
import type { Site } from '../../domain/site/schema.ts';
import { compile } from '../../formula/compile.ts';
import type { Formula } from '../../formula/types.ts';
import type { Lookup } from '../variable-table.ts';

interface Side {
  readonly formula: Formula;
  readonly unit: MeteringValue['unit'];
  readonly slots: Float64Array;
}

interface Point {
  readonly id: string;
  readonly consumed: Side | undefined;
  readonly produced: Side | undefined;
}

/** The metering points of a site, ready to be looked at in each cycle. */
export class MeteringPoints {
  readonly #points: readonly Point[];

  constructor(site: Pick<Site, 'meteringPoints'> | undefined) {
    this.#points = (site?.meteringPoints ?? []).map(({ id, consumer, producer }) => ({
      id,
      consumed: sideOf(consumer),
      produced: sideOf(producer),
    }));
  }

  /** What they show now; undefined where a site has none. */
  look(lookup: Lookup): readonly MeteringPointState[] | undefined {
    if (this.#points.length === 0) return undefined;
    return this.#points.map(({ id, consumed, produced }) => ({
      id,
      consumed: shownBy(consumed, lookup),
      produced: shownBy(produced, lookup),
    }));
  }
}

function sideOf(text: string | undefined): Side | undefined {
  const result = text === undefined ? undefined : compile(text);
  if (result?.ok !== true) return undefined;
  const { formula } = result;
  const counts = formula.names.length > 0 && formula.names.every((name) => name.endsWith('_wh'));
  return { formula, unit: counts ? 'Wh' : 'W', slots: new Float64Array(formula.names.length) };
}

function shownBy(side: Side | undefined, lookup: Lookup): MeteringValue | null {
  if (side === undefined) return null;
  const { formula, unit, slots } = side;
  formula.names.forEach((name, k) => {
    slots[k] = lookup(name) ?? Number.NaN;
  });
  const value = formula.evaluate(slots, lookup.prices);
  return value === undefined ? null : { unit, value };
}
