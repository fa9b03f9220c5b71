import { z } from 'zod';
import { id } from './primitives.ts';

/** The rest of a tariff depends on its kind and comes with the tariffs themselves. */
export const tariff = z.looseObject({ id, kind: z.enum(['variable', 'table', 'dayAhead']) });
