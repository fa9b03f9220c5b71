import { z } from 'zod';
import type { FormulaPort } from '../formula-port.ts';
import { type Route, withBody } from './route.ts';

const asked = z.strictObject({
  formula: z.string().max(2000),
  inRules: z.boolean().default(false),
  variable: z.string().max(40).exactOptional(),
  device: z.string().max(32).exactOptional(),
});
const fault = z.strictObject({ code: z.string(), message: z.string(), from: z.int(), to: z.int() });
const checked = z.union([
  z.strictObject({
    ok: z.literal(true),
    names: z.array(z.string()),
    value: z.number().nullable(),
    missing: z.array(z.string()),
  }),
  z.strictObject({ ok: z.literal(false), fault }),
]);
const nameEntry = z.strictObject({ name: z.string(), unit: z.string(), says: z.string() });
const names = z.strictObject({
  names: z.array(nameEntry),
  functions: z.array(z.strictObject({ name: z.string(), leastValues: z.int(), mostValues: z.int().nullable() })),
});

/** Formulas before they are saved: the place of what is wrong, and every name that may stand in one. */
export const formulaRoutes = (formulas: FormulaPort): Route[] => [
  withBody({
    method: 'POST',
    path: '/api/v1/formulas/check',
    summary: 'Whether a formula can be used on this site, where it is wrong, and what it comes to now; changes nothing',
    access: 'ownSessions',
    body: asked,
    answers: {
      200: {
        description: 'value null: it has none; `missing`: what it reads that has no value here',
        schema: checked,
      },
    },
    handle: ({ body: { formula, ...where } }) => ({ status: 200, body: formulas.check(formula, where) }),
  }),
  {
    method: 'GET',
    path: '/api/v1/formulas/names',
    summary: 'Every name and function that a formula of this site may use, with unit and meaning',
    access: 'ownSessions',
    answers: { 200: { description: 'Names in canonical spelling', schema: names } },
    handle: () => ({ status: 200, body: formulas.names() }),
  },
];
