import { NetwachtError } from '../../domain/errors.ts';
import { linesSchema } from '../../domain/lines.ts';
import type { LinesPort } from '../ports.ts';
import type { Route } from './route.ts';

/** How lines and devices do. */
export const linesRoutes = (lines: LinesPort): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/lines',
    summary: 'How each line and each device does: answers, errors, load planned and actual; every 2 s anew',
    access: 'read',
    answers: { 200: { description: 'Lines and devices', schema: linesSchema } },
    handle() {
      const body = lines.lines();
      if (body === undefined) throw new NetwachtError('starting', 'No line was looked at yet');
      return { status: 200, body };
    },
  },
];
