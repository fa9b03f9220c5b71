import { z } from 'zod';
import type { DefinitionPort } from '../ports.ts';
import { type Route, withBody } from './route.ts';

const answer = z.strictObject({
  definition: z.looseObject({ id: z.string() }),
  leftOut: z.array(z.strictObject({ path: z.string(), why: z.string() })),
  kept: z.boolean(),
});

/** Products that a person brings. */
export const definitionRoutes = (definitions: DefinitionPort): Route[] => [
  withBody({
    method: 'POST',
    path: '/api/v1/definitions/import',
    summary: 'Makes a definition from a meter file of the original, and says what could not be taken over',
    access: 'devices',
    body: z.strictObject({
      /** The text of the file, comments and all. */
      file: z.string().min(1).max(60_000),
      /** What it was called. */
      name: z.string().max(100).default('meter.json'),
      /** False: only looked at. A definition that is kept counts from the next start on. */
      keep: z.boolean().default(true),
    }),
    answers: { 200: { description: 'The definition, and what was left out', schema: answer } },
    handle({ body, identity }) {
      const { file, name, keep } = body;
      const author = identity?.author ?? { name: 'unknown', side: 'lan' };
      return { status: 200, body: definitions.importMeter(file, { name, keep }, author) };
    },
  }),
];
