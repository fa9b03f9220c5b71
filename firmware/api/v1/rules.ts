import { may } from '../../domain/rights.ts';
import { batteryRuleStatesSchema, type RuleListState, ruleStatesSchema } from '../../domain/rule-states.ts';
import type { RulesPort } from '../ports.ts';
import type { Identity } from '../sign-in/credentials.ts';
import type { Route } from './route.ts';

/** How the charging rules stand. */
export const ruleRoutes = (rules: RulesPort): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/charge-points/{id}/rules',
    summary:
      'Every charging rule of a charge point and of who charges there: whether it holds, why, and which one decided',
    access: 'read',
    openRead: true,
    answers: {
      200: { description: 'As of the last cycle', schema: ruleStatesSchema },
      404: { description: 'There is no such charge point' },
    },
    async handle({ params, identity }) {
      const { lists, ...states } = await rules.states(params.id ?? '');
      return { status: 200, body: { ...states, lists: lists.filter((list) => maySee(list, identity)) } };
    },
  },
  {
    method: 'GET',
    path: '/api/v1/batteries/{id}/rules',
    summary: 'Every rule of a battery: whether it holds, why, and which one decided',
    access: 'read',
    answers: {
      200: { description: 'As of the last cycle', schema: batteryRuleStatesSchema },
      404: { description: 'There is no such battery' },
    },
    handle: async ({ params }) => ({ status: 200, body: await rules.batteryStates(params.id ?? '') }),
  },
];

/** The rules of a user tell who charges: they are for himself, and for those who look after the site. */
const maySee = ({ of, id }: RuleListState, identity: Identity | undefined): boolean =>
  of !== 'user' || (identity !== undefined && (may(identity.role, 'site') || identity.person?.user === id));
