import { ruleStatesSchema } from '../../domain/rule-states.ts';
import type { RulesPort } from '../ports.ts';
import type { Route } from './route.ts';

/** How the charging rules stand. */
export const ruleRoutes = (rules: RulesPort): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/charge-points/{id}/rules',
    summary:
      'Every charging rule of a charge point and of who charges there: whether it holds, why, and which one decided',
    access: 'read',
    answers: {
      200: { description: 'As of the last cycle', schema: ruleStatesSchema },
      404: { description: 'There is no such charge point' },
    },
    async handle({ params }) {
      return { status: 200, body: await rules.states(params.id ?? '') };
    },
  },
];
