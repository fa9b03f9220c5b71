import { NetwachtError } from '../../domain/errors.ts';
import { parseNumber } from '../../domain/variable.ts';
import { once } from './variable-change.ts';

/** Beyond these nothing is a value of a building; what cannot be within them is sieved later. */
const mostNumber = 1e15;
const mostText = 100;
const mostPhases = 3;

/** Fields of one push: of a JSON body, or of a query, where lists stand with commas. */
export class PushValues {
  readonly #body: Readonly<Record<string, unknown>>;

  private constructor(body: Readonly<Record<string, unknown>>) {
    this.#body = body;
  }

  /** Throws `badBody` for what is no JSON object. */
  static ofBody(body: unknown): PushValues {
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      throw new NetwachtError('badBody', 'The body must be a JSON object');
    return new PushValues(body as Record<string, unknown>);
  }

  /** Throws `badRequest` for a parameter that comes twice. */
  static ofQuery(query: URLSearchParams): PushValues {
    const values = [...new Set(query.keys())].map((name) => [name, once(query, name)] as const);
    return new PushValues(Object.fromEntries(values));
  }

  /** A finite number; absent, null and an empty text: not said. Throws `badNumber`. */
  number(name: string): number | undefined {
    return numberOf(name, this.#of(name));
  }

  /** A number that counts something up; throws `badNumber` when negative. */
  counter(name: string): number | undefined {
    const value = this.number(name);
    if (value !== undefined && value < 0) throw new NetwachtError('badNumber', `${name} must not be negative`);
    return value;
  }

  /** One to three numbers: a list, a comma list, or one alone. Throws `badNumber`. */
  phases(name: string): readonly (number | undefined)[] | undefined {
    const value = this.#of(name);
    const parts = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [value];
    if (parts.length > mostPhases) throw new NetwachtError('badNumber', `${name} has more than ${mostPhases} values`);
    const numbers = parts.map((part) => numberOf(name, part));
    return numbers.every((number) => number === undefined) ? undefined : numbers;
  }

  /** Throws `badFlag`. */
  flag(name: string): boolean | undefined {
    const value = this.#of(name);
    if (value === undefined || value === null || value === '') return undefined;
    if (value === true || value === 1 || value === 'true' || value === '1') return true;
    if (value === false || value === 0 || value === 'false' || value === '0') return false;
    throw new NetwachtError('badFlag', `${name} must be true or false`);
  }

  /** Printable text, cut to 100 characters. Throws `badText`. */
  text(name: string): string | undefined {
    const value = this.#of(name);
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new NetwachtError('badText', `${name} must be a text`);
    return String(value)
      .replaceAll(/[^\P{C}]/gu, ' ')
      .trim()
      .slice(0, mostText);
  }

  #of(name: string): unknown {
    return Object.hasOwn(this.#body, name) ? this.#body[name] : undefined;
  }
}

function numberOf(name: string, value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && value.trim() === '') return undefined;
  const number = typeof value === 'string' ? parseNumber(value.trim()) : value;
  if (typeof number !== 'number' || !Number.isFinite(number) || Math.abs(number) > mostNumber)
    throw new NetwachtError('badNumber', `${name} must be a number`);
  return number;
}
