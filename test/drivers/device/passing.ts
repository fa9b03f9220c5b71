import type { Condition } from '../../../drivers/definitions/register-schema.ts';
import type { ModbusDefinition } from '../../../drivers/definitions/schema.ts';
import { holds } from '../../../drivers/device/condition.ts';

type Value = number | string;

/** What a device has to show to pass for a product: values that fulfil every condition of `detect`. */
export function passing({ detect = [] }: ModbusDefinition): Readonly<Record<string, Value>> {
  const names = new Set(detect.map(({ quantity }) => quantity));
  return Object.fromEntries(
    [...names].map((name) => {
      const conditions = detect.filter(({ quantity }) => quantity === name);
      const value = candidates(conditions).find((one) => conditions.every((condition) => holds(condition, () => one)));
      if (value === undefined) throw new Error(`detect: no value of ${name} comes to mind that fulfils all conditions`);
      return [name, value];
    }),
  );
}

/** Texts first, then numbers in the middle of a range, at its ends, and small ones. */
function candidates(conditions: readonly Condition[]): Value[] {
  const texts = conditions.flatMap(({ startsWith = [] }) => startsWith);
  const listed = conditions.flatMap((condition) => condition.in ?? []);
  const ends = conditions.flatMap(({ min, max }) => [min, max].filter((end) => end !== undefined));
  const middle = ends.length < 2 ? [] : [(Math.min(...ends) + Math.max(...ends)) / 2];
  const bits = conditions.reduce((all, { bit, is }) => (bit !== undefined && is === 1 ? all + 2 ** bit : all), 0);
  return [...listed, ...texts, ...middle.map(Math.round), ...middle, ...ends, bits, 1, 0, 2, 3];
}
