import type { KnownPrices, TariffSpan } from '../../domain/prices.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { DayAheadTariff, TableTariff } from '../../domain/site/tariffs.ts';
import { calendarDays } from '../../formula/shown-time.ts';
import { within, withLevels } from './levels.ts';
import { filled } from './spans.ts';
import { tableSpans } from './table-spans.ts';

/** A tariff that says beforehand what a kilowatt hour will cost. */
export type ClockTariff = TableTariff | DayAheadTariff;

/** The part of a site that prices come from. */
export type TariffSite = Pick<Site, 'tariffs' | 'timezone'>;

/** Levels look two days back; three cover any hour that the clock was put by. */
const backMs = 3 * 86_400_000;

/** What one tariff says from one moment to another, with levels, its gaps closed by its fallback where it has one. */
export function clockSpans(
  tariff: ClockTariff,
  timeZone: string,
  known: readonly KnownPrices[],
  time: { readonly fromMs: number; readonly toMs: number },
): readonly TariffSpan[] {
  const days = calendarDays(timeZone, time.fromMs - backMs, time.toMs);
  const fromMs = days[0]?.fromMs ?? time.fromMs;
  const toMs = days.at(-1)?.toMs ?? time.toMs;
  const told = tariff.kind === 'table' ? tableSpans(tariff, timeZone, fromMs, toMs) : knownSpans(tariff, known);
  const { id, fallbackCt } = tariff;
  const whole =
    fallbackCt === undefined ? told : filled(told, [{ fromMs, toMs, ct: fallbackCt, tariff: id, assumed: true }]);
  return within(withLevels(whole, days), time);
}

const knownSpans = ({ id }: DayAheadTariff, known: readonly KnownPrices[]): readonly TariffSpan[] =>
  known.filter(({ tariff }) => tariff === id).flatMap(({ spans }) => spans.map((span) => ({ ...span, tariff: id })));
