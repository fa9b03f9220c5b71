import { compile } from '../../../firmware/formula/compile.ts';
import type { PricesAhead } from '../../../firmware/formula/types.ts';
import { type FuzzTarget, mustBeFinite, mustHold } from '../target.ts';

const odd = [0, 1, -1, 0.1, 1e308, -1e308, 5e-324, Number.NaN, 2 ** 53];
/** Longer for one formula, however often it is tried, is a hang (issue 7). */
const slowMs = 10;
const pricesAhead: PricesAhead = {
  lowestCt: (until) => -until,
  highestCt: (until) => until / 3,
  secondsToLowest: () => Number.NaN,
  secondsToHighest: (until) => until * 1e304,
};

/** Formulas of variables, limits and virtual meters (S27). */
export const formulas: FuzzTarget = {
  name: 'formulas',
  share: 20,
  maxBytes: 1_200,
  words: [
    'min(',
    'max(',
    'abs(',
    'round(',
    'clamp(',
    'exists(',
    'min_price(',
    'max_price_secs(',
    'param(',
    'date.',
    'M1.current',
    'CM.AVAIL',
    '^',
    '==',
    '!',
    '?',
    ':',
    ',',
  ],
  open: () => ({
    seeds: [
      '55000*AVAIL/100',
      'min(16000, 55000*AVAIL/100, 29000 - M3.current)',
      'date.weekday == 0 && date.hour >= 22 || !exists(M1.power)',
      '-2^3^2 + clamp(CM.PWR, 0, 1e6) % 7',
      '((((((1))))))',
      'constructor.constructor("return 1")()',
      '_price <= min_price(7 * 3600) && max_price_secs(86400) > param(wait)',
    ],
    take(input) {
      const text = input.toString('utf8');
      const began = performance.now();
      compileAndRun(text);
      mustHold(performance.now() - began < slowMs || !isSlow(text), `more than ${slowMs} ms for a formula`);
    },
  }),
};

/** What took long once was interrupted, or the first of its kind: it is slow when it is so every time. */
const isSlow = (text: string): boolean =>
  Array.from({ length: 12 }).every(() => {
    const began = performance.now();
    compileAndRun(text);
    return performance.now() - began >= slowMs;
  });

function compileAndRun(text: string): void {
  const result = compile(text);
  if (!result.ok) {
    const { from, to, message } = result.fault;
    mustHold(from >= 0 && from <= to && to <= text.length, `a fault at ${from}..${to} of ${text.length}`);
    mustHold(message.length > 0 && message.length < 2000, `a sentence of ${message.length} characters`);
    return;
  }
  const { names, evaluate } = result.formula;
  for (let shift = 0; shift < 3; shift += 1) {
    const slots = Float64Array.from(names, (_, k) => odd[(k + shift * 4) % odd.length] ?? 0);
    const prices = shift === 1 ? undefined : pricesAhead;
    const value = evaluate(slots, prices);
    if (value !== undefined) mustBeFinite(value);
    mustHold(Object.is(value, evaluate(slots, prices)), 'two values of one formula');
  }
}
