import type { BinaryOperator, Node, ValueFunction } from './syntax.ts';

/** A part of a formula ready to run; NaN means that it has no value. It makes no objects. */
export type Run = (slots: Float64Array) => number;

const none = Number.NaN;
const finite = (value: number): number => (Number.isFinite(value) ? value : none);
const told = (a: number, b: number, holds: boolean): number =>
  Number.isNaN(a) || Number.isNaN(b) ? none : holds ? 1 : 0;
/** `& |` work on whole numbers of 32 bits without a sign. */
const bits = (value: number): boolean => value > -1 && value < 4_294_967_296;

/** Turns a tree into nested functions: no text is ever run as code. */
export function closureOf(node: Node): Run {
  switch (node.kind) {
    case 'number': {
      const { value } = node;
      return () => value;
    }
    case 'name': {
      const { slot } = node;
      return (s) => finite(s[slot] ?? none);
    }
    case 'exists': {
      const { slot } = node;
      return (s) => (Number.isFinite(s[slot] ?? none) ? 1 : 0);
    }
    case 'unary':
      return unary(node.operator, closureOf(node.operand));
    case 'binary':
      return binary(node.operator, closureOf(node.left), closureOf(node.right));
    case 'conditional':
      return conditional(closureOf(node.condition), closureOf(node.yes), closureOf(node.no));
    case 'call':
      return call(node.name, node.values.map(closureOf));
  }
}

function unary(operator: '-' | '!', operand: Run): Run {
  if (operator === '-') return (s) => -operand(s);
  return (s) => {
    const value = operand(s);
    return told(value, value, value === 0);
  };
}

function conditional(condition: Run, yes: Run, no: Run): Run {
  return (s) => {
    const value = condition(s);
    if (Number.isNaN(value)) return none;
    return value !== 0 ? yes(s) : no(s);
  };
}

function binary(operator: BinaryOperator, left: Run, right: Run): Run {
  switch (operator) {
    case '||':
    case '&&':
      return shortCircuit(operator, left, right);
    case '|':
    case '&':
      return bitwise(operator, left, right);
    case '+':
      return (s) => finite(left(s) + right(s));
    case '-':
      return (s) => finite(left(s) - right(s));
    case '*':
      return (s) => finite(left(s) * right(s));
    case '/':
      return (s) => finite(left(s) / right(s));
    case '%':
      return (s) => left(s) % right(s);
    case '^':
      return power(left, right);
    default:
      return comparison(operator, left, right);
  }
}

function comparison(operator: '==' | '!=' | '<' | '<=' | '>' | '>=', left: Run, right: Run): Run {
  const compare = (holds: (a: number, b: number) => boolean): Run => {
    return (s) => {
      const a = left(s);
      const b = right(s);
      return told(a, b, holds(a, b));
    };
  };
  switch (operator) {
    case '==':
      return compare((a, b) => a === b);
    case '!=':
      return compare((a, b) => a !== b);
    case '<':
      return compare((a, b) => a < b);
    case '<=':
      return compare((a, b) => a <= b);
    case '>':
      return compare((a, b) => a > b);
    case '>=':
      return compare((a, b) => a >= b);
  }
}

function shortCircuit(operator: '||' | '&&', left: Run, right: Run): Run {
  return (s) => {
    const a = left(s);
    if (Number.isNaN(a)) return none;
    if (operator === '||' ? a !== 0 : a === 0) return a === 0 ? 0 : 1;
    const b = right(s);
    return told(a, b, b !== 0);
  };
}

function bitwise(operator: '|' | '&', left: Run, right: Run): Run {
  return (s) => {
    const a = left(s);
    const b = right(s);
    if (!bits(a) || !bits(b)) return none;
    return (operator === '&' ? a & b : a | b) >>> 0;
  };
}

/** Without the check a missing value to the power of 0 would be 1. */
function power(left: Run, right: Run): Run {
  return (s) => {
    const a = left(s);
    const b = right(s);
    return Number.isNaN(a) || Number.isNaN(b) ? none : finite(a ** b);
  };
}

function call(name: ValueFunction, values: readonly Run[]): Run {
  const [first = () => none, low = () => none, high = () => none] = values;
  switch (name) {
    case 'min':
      return (s) => {
        let lowest = Number.POSITIVE_INFINITY;
        for (let k = 0; k < values.length; k += 1) lowest = Math.min(lowest, values[k]?.(s) ?? none);
        return lowest;
      };
    case 'max':
      return (s) => {
        let highest = Number.NEGATIVE_INFINITY;
        for (let k = 0; k < values.length; k += 1) highest = Math.max(highest, values[k]?.(s) ?? none);
        return highest;
      };
    case 'abs':
      return (s) => Math.abs(first(s));
    case 'sqrt':
      return (s) => Math.sqrt(first(s));
    case 'round':
      return (s) => {
        const value = first(s);
        return Math.sign(value) * Math.round(Math.abs(value));
      };
    case 'clamp':
      return (s) => {
        const value = first(s);
        const lo = low(s);
        const hi = high(s);
        // A range that ends before it begins holds nothing.
        return lo > hi ? none : Math.min(Math.max(value, lo), hi);
      };
  }
}
