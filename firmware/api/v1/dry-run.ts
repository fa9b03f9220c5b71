import { z } from 'zod';
import { rule } from '../../domain/site/rules.ts';
import type { DryRunPort } from '../ports.ts';
import { dryRunAnswer } from './dry-run-answer.ts';
import { type Route, withBody } from './route.ts';

const time = z.iso.datetime({ offset: true });
const question = z.strictObject({
  chargePoint: z.string().max(32),
  rules: z.array(rule).max(100).exactOptional(),
  from: time,
  to: time,
  everyS: z.literal([10, 60, 900]).exactOptional(),
});
const maxRulesBytes = 256 * 1024;

/** Rules tried on the past (contracts §6). */
export const dryRunRoutes = (dryRun: DryRunPort): Route[] => [
  withBody({
    method: 'POST',
    path: '/api/v1/rules/dry-run',
    summary: 'What rules would have asked for in a time that is over; changes nothing',
    access: 'ownSessions',
    body: question,
    bodyLimitBytes: maxRulesBytes,
    answers: {
      200: { description: 'Span by span', schema: dryRunAnswer },
      404: { description: 'There is no such charge point' },
    },
    async handle({ body: { chargePoint, rules, from, to, everyS } }) {
      const result = await dryRun.run({
        ...{ chargePoint, fromMs: Date.parse(from), toMs: Date.parse(to) },
        ...(rules === undefined ? {} : { rules }),
        ...(everyS === undefined ? {} : { everyS }),
      });
      return { status: 200, body: { chargePoint, ...result } };
    },
  }),
];
