import { z } from 'zod';
import { rule } from '../../domain/site/rules.ts';
import type { Log } from '../log.ts';
import type { OwnRulesPort, PeoplePort, PinPort } from '../people-port.ts';
import { budgetView } from './people.ts';
import { type Route, withBody } from './route.ts';

const rulesPath = '/api/v1/users/{id}/rules';
const noUser = { 404: { description: 'There is no such user' } };
const user = z.strictObject({ id: z.string(), name: z.string(), pin: z.boolean(), budget: budgetView.nullable() });
const change = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('topUp'), unit: z.enum(['kWh', 'min']), amount: z.number().gt(0).max(1e6) }),
  z.strictObject({ kind: z.literal('delete') }),
  z.strictObject({ kind: z.literal('clear') }),
]);

/** How users stand: whether they have a PIN, and what is left of their budgets. */
export const userRoutes = (
  { people, pinStore, ownRules }: { people: PeoplePort; pinStore: Pick<PinPort, 'pins'>; ownRules: OwnRulesPort },
  acts: Log,
): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/users',
    summary: 'Users with their budgets as they stand, and whether they have a PIN',
    access: 'users',
    answers: { 200: { description: 'The users', schema: z.strictObject({ users: z.array(user) }) } },
    handle() {
      const pins = pinStore.pins();
      return { status: 200, body: { users: people.users().map((each) => ({ ...each, pin: pins.has(each.id) })) } };
    },
  },
  withBody({
    method: 'POST',
    path: '/api/v1/users/{id}/budget',
    summary: 'Tops up the budget of a user, takes top-ups away, or lets what was used no longer count',
    access: 'users',
    body: change,
    answers: { 204: { description: 'Done' }, ...noUser },
    handle({ params, body, identity }) {
      const id = params.id ?? '';
      people.changeBudget(id, body);
      acts.info({ by: identity?.author.name, user: id, ...body }, 'The budget of a user was changed');
      return { status: 204 };
    },
  }),
  {
    method: 'GET',
    path: rulesPath,
    summary: 'The charging rules of a user',
    access: 'users',
    forPerson: 'user',
    answers: { 200: { description: 'The rules', schema: z.strictObject({ rules: z.array(z.unknown()) }) }, ...noUser },
    handle: ({ params }) => ({ status: 200, body: { rules: ownRules.get(params.id ?? '') } }),
  },
  withBody({
    method: 'PUT',
    path: rulesPath,
    summary: 'Writes the charging rules of a user; he himself sets no variables of the house by them',
    access: 'users',
    forPerson: 'user',
    body: z.strictObject({ rules: z.array(rule).max(100) }),
    answers: { 204: { description: 'In force with the next cycle' }, ...noUser },
    handle({ params, body, identity }) {
      const author = identity?.author ?? ({ name: 'unknown', side: 'lan' } as const);
      ownRules.put(params.id ?? '', body.rules, { author, own: identity?.person !== undefined });
      return { status: 204 };
    },
  }),
];
