import assert from 'node:assert/strict';
import type { TariffSpan } from '../../../../firmware/domain/prices.ts';
import { calendarDays } from '../../../../firmware/formula/shown-time.ts';
import { levelOf, withLevels } from '../../../../firmware/sessions/tariffs/levels.ts';
import { pricesOf, said, timezone, variablesOf } from './tariff-site.ts';

const at = (text: string): number => Date.parse(text);
const dayMs = 86_400_000;

describe('levels of prices (H5)', () => {
  it('stand at 140, 115, 90 and 60 % of the mean', () => {
    const rows: readonly (readonly [number, number])[] = [
      [141, -2],
      [140, -3],
      [116, -3],
      [115, -4],
      [100, -4],
      [90, -4],
      [89, -5],
      [60, -5],
      [59, -6],
      [-20, -6],
    ];
    for (const [ct, level] of rows) assert.equal(levelOf(ct, 100), level, `${ct} %`);
  });

  it('order prices beside a mean of zero and below, too', () => {
    assert.deepEqual(
      [1, 0, -1].map((ct) => levelOf(ct, 0)),
      [-2, -4, -6],
    );
    assert.deepEqual(
      [-5, -8, -10, -12, -15].map((ct) => levelOf(ct, -10)),
      [-2, -3, -4, -5, -6],
    );
  });

  it('compare with the day of the price and the two before it, one level for a price and day', () => {
    // 10, 10, 40, 40 ct on four days.
    const spans = [10, 10, 40, 40].map(
      (ct, k): TariffSpan => ({
        fromMs: at('2026-05-03T22:00Z') + k * dayMs,
        toMs: at('2026-05-04T22:00Z') + k * dayMs,
        ct,
        tariff: 't',
      }),
    );
    const days = calendarDays(timezone, at('2026-05-04T00:00Z'), at('2026-05-07T12:00Z'));
    // Means: 10, 10, 20, 30.
    assert.deepEqual(
      withLevels(spans, days).map(({ level }) => level),
      [-4, -4, -2, -3],
    );
  });

  it('need twelve known hours, leave out what is assumed, and keep a level that is given', () => {
    const days = calendarDays(timezone, at('2026-05-04T00:00Z'), at('2026-05-04T12:00Z'));
    const hours = (count: number): TariffSpan => ({
      fromMs: at('2026-05-03T22:00Z'),
      toMs: at('2026-05-03T22:00Z') + count * 3_600_000,
      ct: 10,
      tariff: 't',
    });
    assert.equal(withLevels([hours(11)], days)[0]?.level, undefined);
    assert.equal(withLevels([hours(12)], days)[0]?.level, -4);
    const rest: TariffSpan = {
      fromMs: hours(12).toMs,
      toMs: at('2026-05-04T22:00Z'),
      ct: 1000,
      tariff: 't',
      assumed: true,
    };
    assert.deepEqual(
      withLevels([hours(12), rest], days).map(({ level }) => level),
      [-4, -2],
    );
    assert.equal(withLevels([{ ...hours(12), level: -6 }], days)[0]?.level, -6);
  });

  it('compare a variable with the mean of its list, and are set from outside before all', () => {
    const tarif = {
      id: 'v',
      kind: 'variable',
      variable: 'T',
      prices: [10, 20, 30].map((ct, value) => ({ value, ct })),
    };
    const levelAt = (variables: Parameters<typeof variablesOf>[0], tariffs: object[] = [tarif]) => {
      const prices = pricesOf(tariffs);
      prices.look({ variables: variablesOf(variables), known: [], wallMs: at('2026-05-04T10:00Z') });
      return [prices.now?.level, prices.level];
    };
    assert.deepEqual(levelAt({ t: said(0) }), [-6, -6]);
    assert.deepEqual(levelAt({ t: said(2) }), [-2, -2]);
    assert.deepEqual(levelAt({ t: said(2), _set_price_level: said(-5) }), [-5, -5]);
    assert.deepEqual(levelAt({ _set_price_level: said(-5) }, []), [undefined, -5], 'a level without a price');
    const high = { ...tarif, prices: [{ value: 0, ct: 10, level: -3 }] };
    assert.deepEqual(levelAt({ t: said(0) }, [high]), [-3, -3]);
    const direct = { id: 'p', kind: 'variable', variable: 'T' };
    assert.deepEqual(levelAt({ t: said(12) }, [direct]), [undefined, undefined], 'nothing to compare with');
  });
});
