import { z } from 'zod';
import { NetwachtError } from '../../domain/errors.ts';
import { may } from '../../domain/rights.ts';
import { deviceId } from '../../domain/site/primitives.ts';
import { sourceOf } from '../guard/source.ts';
import type { Log } from '../log.ts';
import type { PeoplePort } from '../people-port.ts';
import { SeldomLog } from '../seldom-log.ts';
import type { PinRights } from '../sign-in/pin-rights.ts';
import type { Pins } from '../sign-in/pins.ts';
import { pin } from './pins.ts';
import { type Answer, type Call, type Route, withBody } from './route.ts';

/** kWh or minutes; nothing is left when `used` reaches `amount`. */
export const budgetView = z.strictObject({ unit: z.enum(['kWh', 'min']), amount: z.number(), used: z.number() });
const occupancy = z.strictObject({
  chargePoint: z.string(),
  user: z.string().nullable(),
  tag: z.string().nullable(),
  authorised: z.boolean(),
  paused: z.boolean(),
  budget: budgetView.nullable(),
});
const answered = occupancy.extend({
  right: z.strictObject({ token: z.string(), until: z.string() }).exactOptional(),
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
export function peopleRoutes(
  { people, pins, pinRights }: { people: PeoplePort; pins: Pins; pinRights: PinRights },
  acts: Log,
  log: Log,
): Route[] {
  const seldom = new SeldomLog(log);
  const byPin = async (id: string, given: string, source: string): Promise<Answer> => {
    people.view(id);
    const user = await pins.userOf(given, source);
    if (user === undefined) throw new NetwachtError('wrongPin', 'Nobody has this PIN');
    const view = people.authoriseUser(id, user, { name: `user:${user}`, side: 'lan' });
    const { token, untilMs } = pinRights.start({ user, chargePoint: id });
    return { status: 200, body: { ...view, right: { token, until: new Date(untilMs).toISOString() } } };
  };
  return [
    {
      method: 'GET',
      path,
      summary: 'Who charges at a charge point now',
      access: 'ownSessions',
      forPerson: 'chargePoint',
      answers: { 200: { description: 'Who charges', schema: occupancy }, ...noPlace },
      handle: ({ params }) => ({ status: 200, body: people.view(params.id ?? '') }),
    },
    withBody({
      method: 'POST',
      path,
      summary: 'A card was shown at a charge point, or somebody gives his PIN; a PIN needs no sign-in',
      access: 'anyone',
      body: z.union([z.strictObject({ tag: z.string().min(1).max(64) }), z.strictObject({ pin })]),
      answers: {
        200: {
          description: 'What holds now; `right` of a PIN: a bearer token for this charge point',
          schema: answered,
        },
        202: { description: 'The card was learned', schema: z.strictObject({ learned: z.literal(true) }) },
        ...refused,
        ...noPlace,
      },
      async handle(call) {
        const { id, author } = who(call);
        try {
          if ('pin' in call.body) return await byPin(id, call.body.pin, sourceOf(call.ctx.req));
          if (call.identity === undefined) throw new NetwachtError('unauthorised', 'Sign in first');
          if (call.identity.person !== undefined || !may(call.identity.role, 'ownSessions'))
            throw new NetwachtError('forbidden', 'Cards are shown by programs with the role user');
          const shown = await people.show(id, call.body.tag, author);
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
      forPerson: 'chargePoint',
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
