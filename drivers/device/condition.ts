import type { Condition } from '../definitions/register-schema.ts';
import type { Value } from './value-codec.ts';

/** Last known value of a quantity. */
export type LastValue = (quantity: string) => Value | undefined;

/** Whether every test of the condition holds. Without a value it does not. */
export function holds(condition: Condition, lastValue: LastValue): boolean {
  const value = lastValue(condition.quantity);
  if (value === undefined) return false;
  const { in: among, notIn, min, max, bit, is = 1, startsWith } = condition;
  if (among !== undefined && !among.includes(value)) return false;
  if (notIn?.includes(value)) return false;
  if (min !== undefined && !(typeof value === 'number' && value >= min)) return false;
  if (max !== undefined && !(typeof value === 'number' && value <= max)) return false;
  if (bit !== undefined && !(typeof value === 'number' && ((value >>> bit) & 1) === is)) return false;
  if (startsWith !== undefined && !startsWith.some((start) => String(value).startsWith(start))) return false;
  return true;
}

/** The condition in words, for a fault: `vendor_id is 7, expected one of 52997`. */
export function describe(condition: Condition, lastValue: LastValue): string {
  const value = lastValue(condition.quantity);
  const { quantity, in: among, notIn, min, max, bit, is = 1, startsWith } = condition;
  const expected = [
    among && `one of ${among.join(', ')}`,
    notIn && `none of ${notIn.join(', ')}`,
    min !== undefined && `at least ${min}`,
    max !== undefined && `at most ${max}`,
    bit !== undefined && `bit ${bit} = ${is}`,
    startsWith && `a start of ${startsWith.join(', ')}`,
  ].filter(Boolean);
  return `${quantity} is ${value ?? 'not readable'}, expected ${expected.join(' and ')}`;
}
