import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compile } from '../../../firmware/formula/compile.ts';
import { power } from '../../../firmware/formula/power.ts';

describe('compiled formulas agree with a plain evaluation of the same tree', () => {
  type Leaf =
    | { readonly op: 'number'; readonly value: number }
    | { readonly op: 'name'; readonly index: number }
    | { readonly op: 'exists'; readonly index: number };
  interface Branch {
    readonly op: 'unary' | 'binary' | 'choice' | 'call';
    readonly sign: string;
    readonly of: readonly Tree[];
  }
  type Tree = Leaf | Branch;

  const strength: Readonly<Record<string, number>> = {
    '||': 2,
    '&&': 3,
    '|': 4,
    '&': 5,
    '==': 6,
    '!=': 6,
    '<': 7,
    '<=': 7,
    '>': 7,
    '>=': 7,
    '+': 8,
    '-': 8,
    '*': 9,
    '/': 9,
    '%': 9,
    '^': 11,
  };
  const numbers = fc.oneof(
    fc.integer({ min: 0, max: 20 }),
    fc.constantFrom(0, 0.5, 1e9, 1e308),
    fc.double({ min: 0, max: 1e6, noNaN: true }).filter((value) => !Object.is(value, -0)),
  );
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      numbers.map((value): Tree => ({ op: 'number', value })),
      fc
        .tuple(fc.constantFrom('name', 'exists'), fc.nat(3))
        .map(([op, index]): Tree => (op === 'name' ? { op, index } : { op: 'exists', index })),
      fc.tuple(fc.constantFrom('-', '!'), tie('tree')).map(([sign, a]): Tree => ({ op: 'unary', sign, of: [a] })),
      fc
        .tuple(fc.constantFrom(...Object.keys(strength)), tie('tree'), tie('tree'))
        .map(([sign, a, b]): Tree => ({ op: 'binary', sign, of: [a, b] })),
      fc.tuple(tie('tree'), tie('tree'), tie('tree')).map((of): Tree => ({ op: 'choice', sign: '?', of })),
      fc
        .oneof(
          fc.tuple(fc.constantFrom('abs', 'round', 'sqrt'), fc.tuple(tie('tree'))),
          fc.tuple(fc.constant('clamp'), fc.tuple(tie('tree'), tie('tree'), tie('tree'))),
          fc.tuple(fc.constantFrom('min', 'max'), fc.array(tie('tree'), { minLength: 1, maxLength: 4 })),
        )
        .map(([sign, of]): Tree => ({ op: 'call', sign, of })),
    ),
  }));

  /** Written with only the parentheses that the table of strengths asks for. */
  function write(t: Tree, least = 0): string {
    const wrap = (own: number, text: string): string => (own < least ? `(${text})` : text);
    switch (t.op) {
      case 'number':
        return String(t.value);
      case 'name':
        return `N${t.index}`;
      case 'exists':
        return `exists(N${t.index})`;
      case 'call':
        return `${t.sign}(${t.of.map((part) => write(part)).join(', ')})`;
      case 'unary':
        return wrap(10, `${t.sign}${write(t.of[0] as Tree, 10)}`);
      case 'choice': {
        const [a, b, c] = t.of as [Tree, Tree, Tree];
        return wrap(1, `${write(a, 2)} ? ${write(b, 1)} : ${write(c, 1)}`);
      }
      case 'binary': {
        const own = strength[t.sign] ?? 0;
        const [a, b] = t.of as [Tree, Tree];
        const left = write(a, t.sign === '^' ? 12 : own);
        return wrap(own, `${left} ${t.sign} ${write(b, t.sign === '^' ? 10 : own + 1)}`);
      }
    }
  }

  /** Plain evaluation: undefined as soon as something that is looked at has no value. */
  function reference(t: Tree, values: readonly (number | undefined)[]): number | undefined {
    const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);
    if (t.op === 'number') return t.value;
    if (t.op === 'name') return values[t.index];
    if (t.op === 'exists') return values[t.index] === undefined ? 0 : 1;
    const first = reference(t.of[0] as Tree, values);
    if (first === undefined) return undefined;
    if (t.op === 'choice') return reference(t.of[first !== 0 ? 1 : 2] as Tree, values);
    if (t.sign === '&&' && first === 0) return 0;
    if (t.sign === '||' && first !== 0) return 1;
    const all = t.of.map((part) => reference(part, values));
    if (all.some((value) => value === undefined)) return undefined;
    const [a = 0, b = 0, c = 0] = all as number[];
    if (t.op === 'unary') return t.sign === '-' ? -a : Number(a === 0);
    const whole = (value: number): bigint | undefined => {
      const cut = Math.trunc(value);
      return cut >= 0 && cut <= 0xffff_ffff ? BigInt(cut) : undefined;
    };
    const [m, n] = [whole(a), whole(b)];
    switch (t.sign) {
      case '||':
      case '&&':
        return Number(b !== 0);
      case '|':
        return m === undefined || n === undefined ? undefined : Number(m | n);
      case '&':
        return m === undefined || n === undefined ? undefined : Number(m & n);
      case '==':
        return Number(a === b);
      case '!=':
        return Number(a !== b);
      case '<':
        return Number(a < b);
      case '<=':
        return Number(a <= b);
      case '>':
        return Number(a > b);
      case '>=':
        return Number(a >= b);
      case '+':
        return finite(a + b);
      case '-':
        return finite(a - b);
      case '*':
        return finite(a * b);
      case '/':
        return finite(a / b);
      case '%':
        return finite(a % b);
      case '^':
        return finite(power(a, b));
      case 'min':
        return Math.min(...(all as number[]));
      case 'max':
        return Math.max(...(all as number[]));
      case 'abs':
        return Math.abs(a);
      case 'sqrt':
        return finite(Math.sqrt(a));
      case 'round':
        return a < 0 ? -Math.round(-a) : Math.round(a);
      case 'clamp':
        return b > c ? undefined : ([a, b, c].sort((x, y) => x - y)[1] ?? 0);
      default:
        return assert.fail(t.sign);
    }
  }

  it('on random trees, written with as few parentheses as the precedence table allows', () => {
    let compiled = 0;
    const value = fc.option(
      fc.oneof(fc.integer({ min: -5, max: 100 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
      {
        nil: undefined,
      },
    );
    fc.assert(
      fc.property(tree, fc.tuple(value, value, value, value), (t, values) => {
        const text = write(t);
        const result = compile(text);
        if (!result.ok) {
          assert.ok(
            result.fault.code === 'tooLong' || result.fault.code === 'tooDeep',
            `${text}: ${result.fault.code}`,
          );
          return;
        }
        compiled += 1;
        const { names, evaluate } = result.formula;
        const slots = Float64Array.from(names, (name) => values[Number(name.at(-1))] ?? Number.NaN);
        const expected = reference(t, values);
        assert.equal(evaluate(slots), expected === undefined ? undefined : expected + 0, text);
      }),
      { numRuns: 5000 },
    );
    assert.ok(compiled > 4000, `${compiled} of 5000 compiled`);
  });
});
