import { z } from 'zod';
import type { DeadlinePort } from '../deadline-port.ts';
import type { Route } from './route.ts';

const plan = z.strictObject({
  madeAt: z.string(),
  departure: z.string(),
  slots: z.array(z.strictObject({ from: z.string(), to: z.string(), currentA: z.number() })),
  costCt: z.number(),
  missingWh: z.number(),
});

/** When cars with a deadline charge, and what that costs. */
export const deadlineRoutes = (deadlines: DeadlinePort): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/charge-points/{id}/schedule',
    summary: 'The plan of a car with energy and departure: when it charges, what that costs, what it will miss',
    access: 'read',
    openRead: true,
    answers: {
      200: { description: 'null: there is no plan, the car charges at once', schema: plan.nullable() },
    },
    handle({ params }) {
      const found = deadlines.plan(params.id ?? '');
      if (found === undefined) return { status: 200, body: null };
      const { madeAtMs, departureMs, slots, costCt, missingWh } = found;
      const body: z.output<typeof plan> = {
        madeAt: iso(madeAtMs),
        departure: iso(departureMs),
        slots: slots.map(({ fromMs, toMs, currentMa }) => ({
          ...{ from: iso(fromMs), to: iso(toMs), currentA: currentMa / 1000 },
        })),
        costCt: Math.round(costCt * 10) / 10,
        missingWh: Math.round(missingWh),
      };
      return { status: 200, body };
    },
  },
];

const iso = (ms: number): string => new Date(ms).toISOString();
