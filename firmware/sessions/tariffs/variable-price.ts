import { priceFromOutside, type TariffSpan } from '../../domain/prices.ts';
import type { VariableTariff } from '../../domain/site/tariffs.ts';
import { variableKey } from '../../domain/variable.ts';
import { levelOf } from './levels.ts';

/** What a tariff must know of a variable; that of the control worker's table fits. */
export interface TariffVariable {
  readonly value: number | undefined;
  /** Nobody wrote it in time, or its channel is lost. */
  readonly timedOut: boolean;
  /** The value that holds then. */
  readonly failsafe: number | undefined;
  /** Wall time of the write. */
  readonly atMs: number;
}

/** Variables by key (lower case). */
export type TariffVariables = (key: string) => TariffVariable | undefined;

/** The price that a variable gives now. */
export interface VariablePrice extends Pick<TariffSpan, 'tariff' | 'ct' | 'level' | 'assumed'> {
  /** When it was said; absent: it holds because nobody says anything. */
  readonly saidAtMs?: number;
}

/** ct/kWh for one of a unit. */
const factors = { 'ct/kWh': 1, 'EUR/kWh': 100, 'EUR/MWh': 0.1 } as const;
/** A number beyond is no price of a kilowatt hour, ct. */
const lowestCt = -100;
const highestCt = 1000;
/** Values are decimal numbers as people and operators write them. */
const same = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;

/**
 * The price of a variable tariff now; undefined: it has none, the next tariff counts. A variable that has timed out says
 * nothing any more: the tariff's fallback holds, without one the price at the variable's fail-safe value.
 */
export function variablePrice(tariff: VariableTariff, variables: TariffVariables): VariablePrice | undefined {
  const { id, variable, fallbackCt } = tariff;
  const known = variables(variableKey(variable));
  const fallback = fallbackCt === undefined ? undefined : { tariff: id, ct: fallbackCt, assumed: true as const };
  if (known?.timedOut === true) {
    const failsafe = priceAt(tariff, known.failsafe);
    return fallback ?? (failsafe && { ...failsafe, tariff: id, assumed: true });
  }
  const price = priceAt(tariff, known?.value);
  return price && known ? { ...price, tariff: id, saidAtMs: known.atMs } : fallback;
}

function priceAt({ prices, unit = 'ct/kWh' }: VariableTariff, value: number | undefined) {
  if (value === undefined) return undefined;
  if (prices === undefined) return believable(value * factors[unit]);
  const listed = prices.find((price) => same(price.value, value));
  if (listed === undefined) return undefined;
  const meanCt = prices.reduce((sum, { ct }) => sum + ct, 0) / prices.length;
  return { ct: listed.ct, level: listed.level ?? levelOf(listed.ct, meanCt) };
}

/** The price that is set from outside (H5): it beats every tariff. */
export function priceSetFromOutside(variables: TariffVariables): VariablePrice | undefined {
  const set = variables(priceFromOutside);
  const price = set?.timedOut === false && set.value !== undefined ? believable(set.value) : undefined;
  if (price === undefined || set === undefined) return undefined;
  const level = levelSetFromOutside(variables);
  return { ...price, tariff: priceFromOutside, saidAtMs: set.atMs, ...(level === undefined ? {} : { level }) };
}

/** The level that is set from outside: it beats the level of every price. */
export function levelSetFromOutside(variables: TariffVariables): number | undefined {
  const set = variables('_set_price_level');
  return set?.timedOut === false ? set.value : undefined;
}

const believable = (ct: number) => (ct >= lowestCt && ct <= highestCt ? { ct } : undefined);
