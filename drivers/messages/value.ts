import type { Value } from '../device/value-codec.ts';

/** How a value of a message is to be understood. */
export interface ValueFacts {
  readonly scale: number;
  readonly text?: true | undefined;
  readonly notAValue?: readonly (number | string)[] | undefined;
}

/** Nothing of a building is larger than this in its unit. */
const largest = 1e12;
const longestText = 1_000;
const number = /^\s*[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})([eE][+-]?\d{1,3})?\s*$/;

/**
 * A value from what stands in a message: a number, a text of a number, or true and false as 1 and 0. `undefined` for
 * everything else, for what the product says where it has none, and for a number beyond reason: never NaN.
 */
export function readValue(raw: unknown, facts: ValueFacts): Value | undefined {
  const said = typeof raw === 'boolean' ? Number(raw) : raw;
  if (typeof said !== 'number' && typeof said !== 'string') return undefined;
  if (facts.notAValue?.includes(said)) return undefined;
  if (facts.text === true) return String(said).slice(0, longestText).trim();
  if (typeof said === 'string' && !number.test(said)) return undefined;
  const value = scaled(Number(said), facts.scale);
  return Number.isFinite(value) && Math.abs(value) <= largest ? value : undefined;
}

/** Dividing by 10 gives 1.6 where multiplying by 0.1 gives 1.6000000000000001. */
function scaled(value: number, scale: number): number {
  const divisor = 1 / scale;
  const divides = Math.abs(scale) < 1 && Math.abs(divisor - Math.round(divisor)) < 1e-9;
  return (divides ? value / Math.round(divisor) : value * scale) + 0;
}
