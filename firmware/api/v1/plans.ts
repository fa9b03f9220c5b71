import { z } from 'zod';
import { outsideEntries, planKinds } from '../../domain/outside-plan.ts';
import type { PlanPort } from '../ports.ts';
import { type Call, type Route, withBody } from './route.ts';

const view = z.strictObject({
  id: z.string(),
  kind: z.enum(planKinds),
  plan: outsideEntries,
  at: z.string().nullable(),
  source: z.string().nullable(),
});

/** `tmp` is understood and changes nothing: a plan is a limit, and a limit outlives a restart (decision 060). */
const given = z.strictObject({ plan: outsideEntries, tmp: z.boolean().default(false) });
const noPlace = { 404: { description: 'There is no such circuit, charge point or battery' } };
const done = { 204: { description: 'On disk, and in force with the next cycle' }, ...noPlace };
const path = '/api/v1/plans/{id}';

/** Plans from outside, of a circuit, a charge point or a battery. They stand beside the site's own; of all entries the lowest counts. */
export const planRoutes = (plans: PlanPort): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/plans',
    summary: 'Every plan that was given from outside',
    access: 'read',
    answers: { 200: { description: 'The plans', schema: z.strictObject({ plans: z.array(view) }) } },
    handle: () => ({ status: 200, body: { plans: plans.list() } }),
  },
  {
    method: 'GET',
    path,
    summary: 'The plan that was given from outside for a circuit, a charge point or a battery',
    access: 'read',
    answers: { 200: { description: 'The plan, empty where none was given', schema: view }, ...noPlace },
    handle: ({ params }) => ({ status: 200, body: plans.get(params.id ?? '') }),
  },
  withBody({
    method: 'PUT',
    path,
    summary: 'Gives a circuit, a charge point or a battery a plan of ceilings, in place of the one given before',
    access: 'plans',
    body: given,
    answers: done,
    handle(call) {
      plans.put(call.params.id ?? '', call.body.plan, author(call));
      return { status: 204 };
    },
  }),
  {
    method: 'DELETE',
    path,
    summary: 'Takes away the plan that was given from outside',
    access: 'plans',
    answers: done,
    handle(call) {
      plans.remove(call.params.id ?? '', author(call));
      return { status: 204 };
    },
  },
];

const author = ({ identity }: Call<unknown>) => identity?.author ?? ({ name: 'unknown', side: 'lan' } as const);
