import { compile } from '../../../firmware/formula/compile.ts';
import { type FuzzTarget, mustBeFinite, mustHold } from '../target.ts';

const odd = [0, 1, -1, 0.1, 1e308, -1e308, 5e-324, Number.NaN, 2 ** 53];

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
    ],
    take(input) {
      const text = input.toString('utf8');
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
        const value = evaluate(slots);
        if (value !== undefined) mustBeFinite(value);
        mustHold(Object.is(value, evaluate(slots)), 'two values of one formula');
      }
    },
  }),
};
