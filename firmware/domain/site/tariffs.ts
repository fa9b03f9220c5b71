import { z } from 'zod';
import { everyDay, id, label, weekday } from './primitives.ts';

/** What a kilowatt hour costs (contracts §4). The first tariff of the list that has a price counts; prices in ct/kWh. */

/** 10 EUR/kWh is far beyond any price that was ever asked. */
export const ct = z.number().min(-100).max(1000);
const level = z.number().int().min(-10).max(10);

const common = {
  id: id.refine((text) => !text.startsWith('_'), 'an id that begins with _ is kept for built-in ones'),
  name: label.optional(),
  /** Holds while this tariff would have no price; without it the next tariff of the list counts then. */
  fallbackCt: ct.optional(),
  /** What a kilowatt hour fed into the grid brings: what solar energy in a car is worth. */
  feedInCt: ct.optional(),
};

const variableName = z.string().min(1).max(64);

/** The price follows a variable of the operator or supplier: a number for each tariff, or the price itself. */
const variableTariff = z.strictObject({
  ...common,
  kind: z.literal('variable'),
  variable: variableName,
  /** What each value of the variable costs; without it the variable holds the price. */
  prices: z
    .array(z.strictObject({ value: z.number(), ct, level: level.optional() }))
    .min(1)
    .max(100)
    .optional(),
  /** Unit of a variable that holds the price. */
  unit: z.enum(['ct/kWh', 'EUR/kWh', 'EUR/MWh']).optional(),
});

const clockTime = z.string().regex(/^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/, 'a time of day is HH:MM, at most 24:00');

/** The first row that fits is the price; what the clock of the site's time zone shows decides. */
const tableTariff = z.strictObject({
  ...common,
  kind: z.literal('table'),
  prices: z
    .array(
      z.strictObject({
        /** A row from 22:00 to 06:00 belongs to the day it starts on. */
        from: clockTime.default('00:00'),
        to: clockTime.default('24:00'),
        days: z.array(weekday).min(1).max(7).default(everyDay),
        /** 1 to 12. */
        months: z.array(z.number().int().min(1).max(12)).min(1).max(12).optional(),
        ct,
        level: level.optional(),
      }),
    )
    .min(1)
    .max(100),
});

export const priceFormats = ['awattar', 'energyCharts'] as const;
export type PriceFormat = (typeof priceFormats)[number];

/** Prices of an exchange, told the day before: (market x (1 + percent) + fixed) x (1 + VAT). */
const dayAheadTariff = z.strictObject({
  ...common,
  kind: z.literal('dayAhead'),
  format: z.enum(priceFormats),
  /** Scheme, host and port stand here exactly: nothing else is asked. */
  url: z.string().min(1).max(300),
  markupCt: ct.default(0),
  markupPercent: z.number().min(-100).max(1000).default(0),
  vatPercent: z.number().min(0).max(100).default(0),
});

export const tariff = z.discriminatedUnion('kind', [variableTariff, tableTariff, dayAheadTariff]);

export type Tariff = z.output<typeof tariff>;
export type VariableTariff = Extract<Tariff, { kind: 'variable' }>;
export type TableTariff = Extract<Tariff, { kind: 'table' }>;
export type DayAheadTariff = Extract<Tariff, { kind: 'dayAhead' }>;
