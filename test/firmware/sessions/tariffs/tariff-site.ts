import { tariff } from '../../../../firmware/domain/site/tariffs.ts';
import { Prices } from '../../../../firmware/sessions/tariffs/prices.ts';
import type { TariffVariable, TariffVariables } from '../../../../firmware/sessions/tariffs/variable-price.ts';

export const timezone = 'Europe/Amsterdam';

/** The prices of a site with tariffs as they stand in its document. */
export const pricesOf = (tariffs: readonly object[], before?: Prices): Prices =>
  new Prices({ timezone, tariffs: tariffs.map((each) => tariff.parse(each)) }, before);

/** A variable that says something. */
export const said = (value: number, rest: Partial<TariffVariable> = {}): TariffVariable => ({
  ...{ value, timedOut: false, failsafe: undefined, atMs: 0 },
  ...rest,
});

export const variablesOf =
  (variables: Readonly<Record<string, TariffVariable>>): TariffVariables =>
  (key) =>
    variables[key];
