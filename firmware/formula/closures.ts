import { at, binaryOperations, type Cells, finite, functionOperations, none, told } from './operations.ts';
import type { Node, PriceFunction } from './syntax.ts';
import type { PricesAhead } from './types.ts';

/** A part of a formula: `run` leaves its value in its cell. */
interface Part {
  readonly cell: number;
  readonly run: (slots: Float64Array) => void;
}

/** What a running formula has beside its slots. */
interface Around {
  prices: PricesAhead | undefined;
}

/** Turns a tree into nested functions: no text is ever run as code. The result is NaN when the formula has no value. */
export function closureOf(root: Node): (slots: Float64Array, prices?: PricesAhead) => number {
  const cells = new Float64Array(countOf(root));
  const around: Around = { prices: undefined };
  let used = 0;
  const partOf = (node: Node): Part => {
    const parts = innerNodes(node).map(partOf);
    const cell = used;
    used += 1;
    return { cell, run: runOf(node, parts, cells, cell, around) };
  };
  const { run, cell } = partOf(root);
  return (slots, prices) => {
    around.prices = prices;
    run(slots);
    return at(cells, cell);
  };
}

function innerNodes(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'conditional':
      return [node.condition, node.yes, node.no];
    case 'call':
      return node.values;
    case 'price':
      return [node.until];
    default:
      return [];
  }
}

const countOf = (node: Node): number => innerNodes(node).reduce((sum, inner) => sum + countOf(inner), 1);

const nothing: Part = { cell: -1, run: () => undefined };

function runOf(node: Node, parts: readonly Part[], cells: Cells, out: number, around: Around): Part['run'] {
  const [first = nothing, second = nothing, third = nothing] = parts;
  switch (node.kind) {
    case 'number':
      cells[out] = node.value;
      return nothing.run;
    case 'name': {
      const { slot } = node;
      return (slots) => {
        cells[out] = finite(at(slots, slot));
      };
    }
    case 'exists': {
      const { slot } = node;
      return (slots) => {
        cells[out] = Number.isFinite(at(slots, slot)) ? 1 : 0;
      };
    }
    case 'unary':
      return node.operator === '-' ? negative(first, cells, out) : not(first, cells, out);
    case 'binary':
      if (node.operator === '||') return shortCircuit(1, first, second, cells, out);
      if (node.operator === '&&') return shortCircuit(0, first, second, cells, out);
      return both(binaryOperations[node.operator], first, second, cells, out);
    case 'conditional':
      return conditional(first, second, third, cells, out);
    case 'call': {
      const operation = functionOperations[node.name];
      const of = parts.map((part) => part.cell);
      return (slots) => {
        for (let k = 0; k < parts.length; k += 1) parts[k]?.run(slots);
        operation(cells, of, out);
      };
    }
    case 'price': {
      const ask = priceOperations[node.name];
      return (slots) => {
        first.run(slots);
        const until = at(cells, first.cell);
        const { prices } = around;
        const asked = prices !== undefined && until >= 0 && until <= daySeconds;
        cells[out] = asked ? finite(ask(prices, until)) : none;
      };
    }
  }
}

const daySeconds = 86_400;
const priceOperations: Readonly<Record<PriceFunction, (prices: PricesAhead, until: number) => number>> = {
  min_price: (prices, until) => prices.lowestCt(until),
  max_price: (prices, until) => prices.highestCt(until),
  min_price_secs: (prices, until) => prices.secondsToLowest(until),
  max_price_secs: (prices, until) => prices.secondsToHighest(until),
};

function negative(operand: Part, cells: Cells, out: number): Part['run'] {
  return (slots) => {
    operand.run(slots);
    cells[out] = -at(cells, operand.cell);
  };
}

function not(operand: Part, cells: Cells, out: number): Part['run'] {
  return (slots) => {
    operand.run(slots);
    const value = at(cells, operand.cell);
    cells[out] = told(value, value, value === 0);
  };
}

function both(
  operation: (typeof binaryOperations)['+'],
  left: Part,
  right: Part,
  cells: Cells,
  out: number,
): Part['run'] {
  return (slots) => {
    left.run(slots);
    right.run(slots);
    operation(cells, left.cell, right.cell, out);
  };
}

/** `||` is settled by a true left side, `&&` by a false one: then the right side is not looked at. */
function shortCircuit(settledBy: 0 | 1, left: Part, right: Part, cells: Cells, out: number): Part['run'] {
  return (slots) => {
    left.run(slots);
    const a = at(cells, left.cell);
    if (Number.isNaN(a)) cells[out] = none;
    else if ((a !== 0 ? 1 : 0) === settledBy) cells[out] = settledBy;
    else {
      right.run(slots);
      const b = at(cells, right.cell);
      cells[out] = told(a, b, b !== 0);
    }
  };
}

function conditional(condition: Part, yes: Part, no: Part, cells: Cells, out: number): Part['run'] {
  return (slots) => {
    condition.run(slots);
    const value = at(cells, condition.cell);
    if (Number.isNaN(value)) cells[out] = none;
    else {
      const taken = value !== 0 ? yes : no;
      taken.run(slots);
      cells[out] = at(cells, taken.cell);
    }
  };
}
