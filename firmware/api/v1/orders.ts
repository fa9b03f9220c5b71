import { z } from 'zod';
import { NetwachtError } from '../../domain/errors.ts';
import type { Log } from '../log.ts';
import type { OrderPort } from '../ports.ts';
import { type Call, type Route, withBody } from './route.ts';

const time = z.iso.datetime({ offset: true });
const done = { 204: { description: 'On disk, and in force with the next cycle' } };

const override = z
  .strictObject({
    limitA: z.union([z.number().min(0).max(1000), z.literal('off')]).exactOptional(),
    off: z.literal(true).exactOptional(),
    until: z.union([time, z.literal('unplug')]).default('unplug'),
    rulesOff: z.boolean().default(false),
  })
  .refine(
    ({ limitA, off, rulesOff }) => (limitA === undefined) !== (off === undefined) || (rulesOff && off === undefined),
    'Say limitA (a number or "off"), or off, or rulesOff',
  );
const need = z.strictObject({
  energyWh: z.number().min(0).max(1e6).nullable().exactOptional(),
  departure: time.nullable().exactOptional(),
});
const phases = z.strictObject({ phases: z.union([z.literal(1), z.literal(3), z.literal('auto')]) });

/**
 * What persons want of one charge point (contracts §6). All of it can only lower what limits allow. `needLog`: when people
 * leave is nobody's business later; `log` goes into the audit trail.
 */
export const orderRoutes = (orders: OrderPort, log: Log, needLog: Log): Route[] => [
  withBody({
    method: 'PUT',
    path: '/api/v1/charge-points/{id}/override',
    summary: 'Limits a charge point until a time or until unplugged; only what is lower than everything else counts',
    access: 'override',
    forPerson: 'chargePoint',
    body: override,
    answers: done,
    handle(call) {
      const { limitA, off, until, rulesOff } = call.body;
      const ceilingA = off === true || limitA === 'off' ? 0 : limitA;
      const { id, author } = who(call);
      if (rulesOff && call.identity?.person !== undefined)
        throw new NetwachtError('forbidden', 'A PIN does not switch off the rules of a charge point');
      orders.override(
        id,
        {
          ...(ceilingA === undefined ? {} : { limitA: ceilingA }),
          ...(until === 'unplug' ? {} : { untilMs: Date.parse(until) }),
          rulesOff,
        },
        author,
      );
      log.info({ by: author.name, chargePoint: id, ...call.body }, 'A charge point was overridden');
      return { status: 204 };
    },
  }),
  {
    method: 'DELETE',
    path: '/api/v1/charge-points/{id}/override',
    summary: 'Ends an override',
    access: 'override',
    forPerson: 'chargePoint',
    answers: done,
    handle(call) {
      const { id, author } = who(call);
      orders.endOverride(id, author);
      log.info({ by: author.name, chargePoint: id }, 'An override was ended');
      return { status: 204 };
    },
  },
  withBody({
    method: 'PUT',
    path: '/api/v1/charge-points/{id}/need',
    summary: 'Energy and departure of the car that is plugged in; null or nothing ends the need',
    access: 'override',
    forPerson: 'chargePoint',
    body: need,
    answers: done,
    handle(call) {
      const { energyWh, departure } = call.body;
      const { id, author } = who(call);
      orders.need(
        id,
        {
          ...(typeof energyWh === 'number' ? { energyWh } : {}),
          ...(typeof departure === 'string' ? { departureMs: Date.parse(departure) } : {}),
        },
        author,
      );
      needLog.info({ by: author.name, chargePoint: id, ...call.body }, 'The need of a car was told');
      return { status: 204 };
    },
  }),
  withBody({
    method: 'PUT',
    path: '/api/v1/charge-points/{id}/phases',
    summary: 'Chooses one phase or three; auto leaves it to the control loop',
    access: 'override',
    forPerson: 'chargePoint',
    body: phases,
    answers: done,
    handle(call) {
      const { id, author } = who(call);
      orders.phases(id, call.body.phases, author);
      log.info({ by: author.name, chargePoint: id, ...call.body }, 'Phases were chosen');
      return { status: 204 };
    },
  }),
];

function who({ params, identity }: Call<unknown>) {
  return { id: params.id ?? '', author: identity?.author ?? ({ name: 'unknown', side: 'lan' } as const) };
}
