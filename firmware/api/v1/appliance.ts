import { z } from 'zod';
import { networkSettingSchema } from '../../domain/network-setting.ts';
import { timeSettingSchema } from '../../domain/time-setting.ts';
import type { AboutView } from '../../domain/updates.ts';
import type { BoxPort } from '../box-port.ts';
import type { Author } from '../ports.ts';
import { aboutView, networkView, onImage, outsideImage, timeView } from './box-schemas.ts';
import { type Call, type Route, withBody } from './route.ts';

const nothing = z.strictObject({});
const network = { description: 'The network as it is', schema: networkView };
const time = { description: 'The clock as it is', schema: timeView };

/** Network, clock and restart of the box; for administrators on the premises, never through a gateway (contracts §7). */
export const applianceRoutes = (box: BoxPort | undefined): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/network',
    summary: 'Addresses of the box: the setting in force and what came of it',
    access: 'system',
    answers: { 200: network, ...outsideImage },
    handle: async () => ({ status: 200, body: await onImage(box).network.get() }),
  },
  withBody({
    method: 'PUT',
    path: '/api/v1/network',
    summary: 'Puts addresses of the box on trial: they go back by themselves unless they are confirmed',
    access: 'system',
    body: networkSettingSchema,
    jsonOnly: true,
    answers: { 200: network, ...outsideImage },
    handle: async ({ body, identity }) => ({
      status: 200,
      body: await onImage(box).network.set(body, authorOf(identity)),
    }),
  }),
  withBody({
    method: 'POST',
    path: '/api/v1/network/confirm',
    summary: 'Keeps the addresses that are on trial',
    access: 'system',
    body: nothing,
    jsonOnly: true,
    answers: { 200: network, 409: { description: 'Nothing is on trial' }, ...outsideImage },
    handle: async ({ identity }) => ({ status: 200, body: await onImage(box).network.confirm(authorOf(identity)) }),
  }),
  {
    method: 'GET',
    path: '/api/v1/time',
    summary: 'The clock of the box and the servers that set it',
    access: 'system',
    answers: { 200: time, ...outsideImage },
    handle: async () => ({ status: 200, body: await onImage(box).time.get() }),
  },
  withBody({
    method: 'PUT',
    path: '/api/v1/time',
    summary: 'Time servers; the time itself only while no server has answered',
    access: 'system',
    body: timeSettingSchema,
    jsonOnly: true,
    answers: { 200: time, 409: { description: 'A time server has set the clock' }, ...outsideImage },
    handle: async ({ body, identity }) => ({
      status: 200,
      body: await onImage(box).time.set(body, authorOf(identity)),
    }),
  }),
  withBody({
    method: 'POST',
    path: '/api/v1/reboot',
    summary: 'Restarts the box',
    access: 'system',
    body: nothing,
    jsonOnly: true,
    answers: {
      202: { description: 'It restarts', schema: z.strictObject({ ok: z.literal(true) }) },
      409: { description: 'An update is on its way' },
      ...outsideImage,
    },
    async handle({ identity }) {
      await onImage(box).reboot(authorOf(identity));
      return { status: 202, body: { ok: true } };
    },
  }),
];

/** What runs here, how long it gets fixes, and whom to tell of a fault (S20). */
export const aboutRoutes = (about: AboutView): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/about',
    summary: 'Version, support end, contact for faults of security, licences',
    access: 'read',
    answers: { 200: { description: 'What runs here', schema: aboutView } },
    handle: () => ({ status: 200, body: about }),
  },
];

const authorOf = (identity: Call<unknown>['identity']): Author => identity?.author ?? { name: 'unknown', side: 'lan' };
