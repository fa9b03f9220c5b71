import { z } from 'zod';
import { id } from './primitives.ts';

export const meteringPoint = z.looseObject({ id });
