import { FormulaFaultError } from './fault.ts';

/** A word of the formula with its place; `end` stands behind the last one. */
export type Token = { readonly from: number; readonly to: number; readonly text: string } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name' | 'operator' | 'end' }
);

const space = /\s+/y;
const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const name = /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/y;
const operator = /==|!=|<=|>=|&&|\|\||[-+*/%^&|<>!?:(),]/y;

/** Cuts a formula into its words. Throws a FormulaFaultError at the first thing that is none. */
export function lex(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  while (at < text.length) {
    const blank = take(space);
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    const token = numberAt(text, at, take(number)) ?? nameAt(text, at, take(name)) ?? operatorAt(at, take(operator));
    if (token === undefined) throw badCharacter(text, at);
    tokens.push(token);
    at = token.to;
  }
  tokens.push({ kind: 'end', text: '', from: text.length, to: text.length });
  return tokens;
}

function numberAt(text: string, from: number, found: string | undefined): Token | undefined {
  if (found === undefined) return undefined;
  const to = from + found.length;
  const value = Number(found);
  if (!Number.isFinite(value)) throw new FormulaFaultError('badNumber', 'this number is too large', { from, to });
  const glued = /^\w+/.exec(text.slice(to))?.[0];
  if (glued !== undefined)
    throw new FormulaFaultError(
      'badNumber',
      `a number cannot be followed directly by "${glued.slice(0, 32)}"; numbers are plain decimals without a unit`,
      { from, to: to + glued.length },
    );
  return { kind: 'number', value, text: found, from, to };
}

function nameAt(text: string, from: number, found: string | undefined): Token | undefined {
  if (found === undefined) return undefined;
  const to = from + found.length;
  if (text[to] === '.')
    throw new FormulaFaultError('badName', `after "${found.slice(0, 64)}." a name must follow`, { from, to: to + 1 });
  return { kind: 'name', text: found, from, to };
}

const operatorAt = (from: number, found: string | undefined): Token | undefined =>
  found === undefined ? undefined : { kind: 'operator', text: found, from, to: from + found.length };

function badCharacter(text: string, from: number): FormulaFaultError {
  const character = String.fromCodePoint(text.codePointAt(from) ?? 0);
  const place = { from, to: from + character.length };
  if (character === '=') return new FormulaFaultError('badCharacter', 'two values are compared with ==, not =', place);
  return new FormulaFaultError('badCharacter', `"${character}" means nothing in a formula`, place);
}
