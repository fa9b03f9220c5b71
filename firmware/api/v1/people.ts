import { z } from 'zod';
import { NetwachtError } from '../../domain/errors.ts';
import { deviceId } from '../../domain/site/primitives.ts';
import type { Log } from '../log.ts';
import type { PeoplePort } from '../people-port.ts';
import { SeldomLog } from '../seldom-log.ts';
import { type Call, type Route, withBody } from './route.ts';

const occupancy = z.strictObject({
  chargePoint: z.string(),
  user: z.string().nullable(),
  tag: z.string().nullable(),
  authorised: z.boolean(),
  paused: z.boolean(),
});
const learn = z.strictObject({
  open: z.boolean(),
  until: z.string().nullable(),
  chargePoint: z.string().nullable(),
  uid: z.string().nullable(),
});
const noPlace = { 404: { description: 'There is no such charge point' } };
const refused = { 403: { description: 'The card is unknown, over, used up, or does not count here' } };
const path = '/api/v1/charge-points/{id}/authorise';

/**
 * Cards and who charges (contracts §6). Who charged when stands in the sessions, not in the audit trail; a card that was
 * refused is logged without its number.
 */
export function peopleRoutes(people: PeoplePort, acts: Log, log: Log): Route[] {
  const seldom = new SeldomLog(log);
  return [
    {
      method: 'GET',
      path,
      summary: 'Who charges at a charge point now',
      access: 'ownSessions',
      answers: { 200: { description: 'Who charges', schema: occupancy }, ...noPlace },
      handle: ({ params }) => ({ status: 200, body: people.view(params.id ?? '') }),
    },
    withBody({
      method: 'POST',
      path,
      summary: 'A card was shown at a charge point',
      access: 'ownSessions',
      body: z.strictObject({ tag: z.string().min(1).max(64) }),
      answers: {
        200: { description: 'What holds now', schema: occupancy },
        202: { description: 'The card was learned', schema: z.strictObject({ learned: z.literal(true) }) },
        ...refused,
        ...noPlace,
      },
      handle(call) {
        const { id, author } = who(call);
        try {
          const shown = people.show(id, call.body.tag, author);
          return { status: 'learned' in shown ? 202 : 200, body: shown };
        } catch (error) {
          if (error instanceof NetwachtError) seldom.warn({ chargePoint: id, code: error.code }, 'A card was refused');
          throw error;
        }
      },
    }),
    {
      method: 'DELETE',
      path,
      summary: 'Ends the authorisation at a charge point',
      access: 'override',
      answers: { 204: { description: 'Ended' }, ...noPlace },
      handle(call) {
        people.end(who(call).id);
        return { status: 204 };
      },
    },
    withBody({
      method: 'POST',
      path: '/api/v1/tags/learn',
      summary: 'For one minute the next card that nobody knows is learned',
      access: 'users',
      body: z.strictObject({ chargePoint: deviceId.exactOptional() }),
      answers: { 201: { description: 'It is waited for a card', schema: learn } },
      handle(call) {
        const view = people.startLearning(call.body.chargePoint);
        acts.info({ by: who(call).author.name }, 'The learning of a card was begun');
        return { status: 201, body: view };
      },
    }),
    {
      method: 'GET',
      path: '/api/v1/tags/learn',
      summary: 'The card that was learned',
      access: 'users',
      answers: { 200: { description: 'How the learning goes', schema: learn } },
      handle: () => ({ status: 200, body: people.learning() }),
    },
    {
      method: 'DELETE',
      path: '/api/v1/tags/learn',
      summary: 'Ends the learning of a card',
      access: 'users',
      answers: { 204: { description: 'Ended' } },
      handle() {
        people.endLearning();
        return { status: 204 };
      },
    },
  ];
}

function who({ params, identity }: Call<unknown>) {
  return { id: params.id ?? '', author: identity?.author ?? ({ name: 'unknown', side: 'lan' } as const) };
}
