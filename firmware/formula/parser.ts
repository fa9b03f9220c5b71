import { FormulaFaultError } from './fault.ts';
import { type FunctionFact, functions } from './functions.ts';
import { lex, type Token } from './lexer.ts';
import { canonicalName } from './names.ts';
import {
  binding,
  conditionalBinding,
  isBinaryOperator,
  isPriceFunction,
  isValueFunction,
  type Node,
  unaryBinding,
} from './syntax.ts';
import { pricesName } from './types.ts';

/** Levels of nesting: parentheses, arguments, signs, powers and choices inside one another. */
export const maxDepth = 64;

const parameterPattern = /^([A-Za-z_]\w{0,31}|\d{1,9})$/;

/** Takes a formula apart. Throws a FormulaFaultError with the place of what is wrong. */
export function parse(text: string): { readonly root: Node; readonly names: readonly string[] } {
  return new Parser(lex(text)).whole();
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  readonly #slots = new Map<string, number>();

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): { root: Node; names: readonly string[] } {
    if (this.#isEnd()) throw new FormulaFaultError('empty', 'the formula is empty', this.#next);
    const root = this.#expression(0, 0);
    if (!this.#isEnd()) throw this.#unexpected('an operator');
    return { root, names: [...this.#slots.keys()] };
  }

  /** Reads operands and operators as long as these bind at least as tightly as `minBinding`. */
  #expression(minBinding: number, depth: number): Node {
    let left = this.#operand(depth);
    for (;;) {
      const token = this.#next;
      if (token.kind !== 'operator') return left;
      if (token.text === '?') {
        if (conditionalBinding < minBinding) return left;
        left = this.#conditional(left, depth);
      } else {
        const tightness = binding.get(token.text);
        if (tightness === undefined || tightness < minBinding || !isBinaryOperator(token.text)) return left;
        this.#advance();
        const right =
          token.text === '^'
            ? this.#expression(unaryBinding, this.#deeper(depth, token))
            : this.#expression(tightness + 1, depth);
        left = { kind: 'binary', operator: token.text, left, right };
      }
    }
  }

  #conditional(condition: Node, depth: number): Node {
    const question = this.#advance();
    const deeper = this.#deeper(depth, question);
    const yes = this.#expression(conditionalBinding, deeper);
    if (!this.#isOperator(':')) {
      if (!this.#isEnd()) throw this.#unexpected('":"');
      throw new FormulaFaultError('incomplete', 'this "?" has no ":"', question);
    }
    this.#advance();
    return { kind: 'conditional', condition, yes, no: this.#expression(conditionalBinding, deeper) };
  }

  #operand(depth: number): Node {
    const token = this.#next;
    if (token.kind === 'number') {
      this.#advance();
      return { kind: 'number', value: token.value };
    }
    if (token.kind === 'name') {
      this.#advance();
      return this.#isOperator('(') ? this.#call(token, depth) : { kind: 'name', slot: this.#slotOf(token) };
    }
    if (token.kind === 'operator' && (token.text === '-' || token.text === '!')) {
      this.#advance();
      const operand = this.#expression(unaryBinding, this.#deeper(depth, token));
      return { kind: 'unary', operator: token.text, operand };
    }
    if (token.kind === 'operator' && token.text === '(') {
      this.#advance();
      const inner = this.#expression(0, this.#deeper(depth, token));
      this.#close(token);
      return inner;
    }
    throw this.#unexpected('a number, a name or "("');
  }

  #call(name: Token, depth: number): Node {
    const lower = name.text.toLowerCase();
    const fact = functions.get(lower);
    if (fact === undefined)
      throw new FormulaFaultError('unknownFunction', `"${name.text.slice(0, 64)}" is not a function`, name);
    const open = this.#advance();
    const deeper = this.#deeper(depth, open);
    if (lower === 'exists') return this.#exists(open);
    if (lower === 'param') return this.#parameter(open);

    const values: Node[] = [];
    if (!this.#isOperator(')')) {
      values.push(this.#expression(0, deeper));
      while (this.#isOperator(',')) {
        this.#advance();
        values.push(this.#expression(0, deeper));
      }
    }
    const place = { from: name.from, to: this.#close(open).to };
    if (values.length < fact.minArguments || values.length > fact.maxArguments)
      throw new FormulaFaultError('arguments', `${lower} takes ${countText(fact)}, not ${values.length}`, place);
    const [first] = values;
    if (isPriceFunction(lower) && first !== undefined) {
      this.#slotFor(pricesName);
      return { kind: 'price', name: lower, until: first };
    }
    if (isValueFunction(lower)) return { kind: 'call', name: lower, values };
    throw new FormulaFaultError('unknownFunction', `"${lower}" is not a function`, name);
  }

  #exists(open: Token): Node {
    const token = this.#next;
    if (token.kind !== 'name') throw this.#unexpected('a name');
    this.#advance();
    const slot = this.#slotOf(token);
    this.#close(open);
    return { kind: 'exists', slot };
  }

  /** `param(limit)`, `param(12)`: read as the name `param.limit`, whatever the letter case. */
  #parameter(open: Token): Node {
    const token = this.#next;
    const isName = token.kind === 'name' || token.kind === 'number';
    if (!isName || !parameterPattern.test(token.text)) throw this.#unexpected('the name or number of a parameter');
    this.#advance();
    this.#close(open);
    return { kind: 'name', slot: this.#slotFor(`param.${token.text.toLowerCase()}`) };
  }

  #slotOf(token: Token): number {
    const result = canonicalName(token.text);
    if (!result.ok) throw new FormulaFaultError('unknownName', result.message, token);
    return this.#slotFor(result.name);
  }

  #slotFor(name: string): number {
    const slot = this.#slots.get(name) ?? this.#slots.size;
    this.#slots.set(name, slot);
    return slot;
  }

  #close(open: Token): Token {
    if (this.#isOperator(')')) return this.#advance();
    if (this.#isEnd()) throw new FormulaFaultError('incomplete', 'this "(" is never closed', open);
    throw this.#unexpected('an operator or ")"');
  }

  #deeper(depth: number, token: Token): number {
    if (depth < maxDepth) return depth + 1;
    throw new FormulaFaultError('tooDeep', `the formula is nested more than ${maxDepth} levels deep`, token);
  }

  #unexpected(expected: string): FormulaFaultError {
    const token = this.#next;
    if (token.kind === 'end')
      return new FormulaFaultError('incomplete', `the formula ends where ${expected} must follow`, token);
    const hint = token.text === ',' ? '; decimals are written with a point' : '';
    return new FormulaFaultError(
      'unexpected',
      `here ${expected} must follow, not "${token.text.slice(0, 64)}"${hint}`,
      token,
    );
  }

  get #next(): Token {
    const token = this.#tokens[this.#at] ?? this.#tokens.at(-1);
    if (token === undefined) throw new FormulaFaultError('empty', 'the formula is empty', { from: 0, to: 0 });
    return token;
  }

  #advance(): Token {
    const token = this.#next;
    this.#at += 1;
    return token;
  }

  #isEnd(): boolean {
    return this.#next.kind === 'end';
  }

  #isOperator(text: string): boolean {
    return this.#next.kind === 'operator' && this.#next.text === text;
  }
}

function countText(fact: FunctionFact): string {
  if (fact.maxArguments === Number.POSITIVE_INFINITY) return 'one value or more';
  return fact.minArguments === 1 ? 'one value' : `${fact.minArguments} values`;
}
