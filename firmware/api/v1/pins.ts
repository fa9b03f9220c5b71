import { z } from 'zod';
import { NetwachtError } from '../../domain/errors.ts';
import { sourceOf } from '../guard/source.ts';
import type { Log } from '../log.ts';
import type { PeoplePort, PinPort } from '../people-port.ts';
import type { PinRights } from '../sign-in/pin-rights.ts';
import type { Pins } from '../sign-in/pins.ts';
import { type Call, type Route, withBody } from './route.ts';

export const pin = z.string().regex(/^[0-9]{4,12}$/, 'A PIN is 4 to 12 digits');

const path = '/api/v1/users/{id}/pin';
const noUser = { 404: { description: 'There is no such user, or no PIN' } };

/** PINs of users: set by an administrator or by the user himself, never given back. */
export function pinRoutes(
  parts: { people: PeoplePort; pins: Pins; pinRights: PinRights; pinStore: Pick<PinPort, 'removePin'> },
  acts: Log,
): Route[] {
  const { people, pins, pinRights, pinStore } = parts;
  const who = ({ params, identity }: Call<unknown>) => {
    const id = params.id ?? '';
    if (!people.isUser(id)) throw new NetwachtError('noUser', `There is no user ${id.slice(0, 64)}`);
    return { id, by: identity?.author.name };
  };
  return [
    withBody({
      method: 'PUT',
      path,
      summary: 'Sets the PIN of a user; what the old one opened ends',
      access: 'users',
      forPerson: 'user',
      jsonOnly: true,
      body: z.strictObject({ pin }),
      answers: { 204: { description: 'Set' }, ...noUser },
      async handle(call) {
        const { id, by } = who(call);
        await pins.set(id, call.body.pin, sourceOf(call.ctx.req));
        pinRights.endOf(id);
        acts.info({ by, user: id }, 'The PIN of a user was set');
        return { status: 204 };
      },
    }),
    {
      method: 'DELETE',
      path,
      summary: 'Takes the PIN of a user away',
      access: 'users',
      forPerson: 'user',
      answers: { 204: { description: 'Taken away' }, ...noUser },
      handle(call) {
        const { id, by } = who(call);
        if (!pinStore.removePin(id)) throw new NetwachtError('notFound', 'This user has no PIN');
        pinRights.endOf(id);
        acts.info({ by, user: id }, 'The PIN of a user was taken away');
        return { status: 204 };
      },
    },
  ];
}
