import { z } from 'zod';
import { id } from './primitives.ts';

export const output = z.looseObject({ id });
