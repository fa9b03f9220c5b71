import { NetwachtError } from '../../domain/errors.ts';
import { parseNumber } from '../../domain/variable.ts';

/** Values as clients of the original write them: numbers also as texts, booleans also as 0 and 1. Code: `badValue` (400). */

export function numberValue(
  key: string,
  value: unknown,
  range: { readonly min: number; readonly max: number },
): number {
  const number = typeof value === 'string' ? parseNumber(value.trim()) : value;
  if (typeof number !== 'number' || !Number.isFinite(number) || number < range.min || number > range.max)
    throw new NetwachtError('badValue', `${key} is a number from ${range.min} to ${range.max}`, { path: key });
  return number;
}

export function booleanValue(key: string, value: unknown): boolean {
  if (value === true || value === 1 || value === '1' || value === 'true') return true;
  if (value === false || value === 0 || value === '0' || value === 'false') return false;
  throw new NetwachtError('badValue', `${key} is true or false`, { path: key });
}

export function textValue(key: string, value: unknown, maxLength: number): string {
  if (typeof value !== 'string' || value.length > maxLength)
    throw new NetwachtError('badValue', `${key} is a text of at most ${maxLength} characters`, { path: key });
  return value;
}

/** A number, or a formula of at most 1000 characters. */
export function numberOrFormula(key: string, value: unknown, range: { readonly min: number; readonly max: number }) {
  const isFormula = typeof value === 'string' && parseNumber(value.trim()) === undefined && value.trim() !== '';
  return isFormula ? textValue(key, value, 1000) : numberValue(key, value === '' ? 0 : value, range);
}
