import { z } from 'zod';
import { channelTestSchema, channelViewSchema, gatewayViewSchema } from '../../domain/channel-schema.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { GatewayPort } from '../gateway-port.ts';
import { mustGiveChannel, mustGiveFunctions } from './giving-rights.ts';
import { type Call, type Route, withBody } from './route.ts';

// The documents have their own schemas, which name every fault with its path; the port applies them.
const anyDocument = z.record(z.string(), z.unknown());
const gatewayPath = '/api/v1/smgw';
const channelsPath = `${gatewayPath}/channels`;
const channelPath = `${channelsPath}/{id}`;
const noChannel = { 404: { description: 'There is no such channel' } };

/** The Smart Meter Gateway and the channels through it (contracts §8). */
export const smgwRoutes = (gateway: GatewayPort): Route[] => [
  {
    method: 'GET',
    path: gatewayPath,
    summary: 'The Smart Meter Gateway, and which of the four functions are on',
    access: 'channels',
    answers: {
      200: { description: 'What channels inherit', schema: gatewayViewSchema },
      404: { description: 'Neither a gateway nor a channel has been put' },
    },
    handle() {
      const body = gateway.gateway();
      if (body === undefined) throw new NetwachtError('notFound', 'No gateway has been put yet');
      return { status: 200, body };
    },
  },
  withBody({
    method: 'PUT',
    path: gatewayPath,
    summary: 'The Smart Meter Gateway: address and certificate that channels inherit, functions on and off',
    access: 'channels',
    body: anyDocument,
    answers: { 200: { description: 'In force', schema: gatewayViewSchema } },
    handle({ body, identity }) {
      mustGiveFunctions(identity, gateway, body.functions);
      gateway.putGateway(body, authorOf(identity));
      return { status: 200, body: gateway.gateway() };
    },
  }),
  {
    method: 'GET',
    path: channelsPath,
    summary: 'All channels and their states',
    access: 'channels',
    answers: { 200: { description: 'By id', schema: z.strictObject({ channels: z.array(channelViewSchema) }) } },
    handle: () => ({ status: 200, body: { channels: gateway.channels() } }),
  },
  {
    method: 'GET',
    path: channelPath,
    summary: 'A channel and its state',
    access: 'channels',
    answers: { 200: { description: 'The channel', schema: channelViewSchema }, ...noChannel },
    handle: ({ params }) => ({ status: 200, body: gateway.channel(params.id ?? '') }),
  },
  withBody({
    method: 'PUT',
    path: channelPath,
    summary: 'Puts a channel in force; streams that were open under other terms end',
    access: 'channels',
    body: anyDocument,
    answers: { 200: { description: 'In force', schema: channelViewSchema } },
    handle({ params, body, identity }) {
      const id = params.id ?? '';
      const before = gateway.channels().find((channel) => channel.id === id);
      mustGiveChannel(identity, before, body.role);
      gateway.putChannel(id, body, authorOf(identity));
      return { status: 200, body: gateway.channel(id) };
    },
  }),
  {
    method: 'DELETE',
    path: channelPath,
    summary: 'Ends a channel; its variables belong to the site again and keep their values',
    access: 'channels',
    answers: { 204: { description: 'Gone' }, ...noChannel },
    handle({ params, identity }) {
      gateway.removeChannel(params.id ?? '', authorOf(identity));
      return { status: 204 };
    },
  },
  {
    method: 'POST',
    path: `${channelPath}/test`,
    summary: 'Tries a channel once, layer by layer, beside the running one',
    access: 'channels',
    answers: { 200: { description: 'How far it came', schema: channelTestSchema }, ...noChannel },
    async handle({ params }) {
      return { status: 200, body: await gateway.test(params.id ?? '') };
    },
  },
];

const authorOf = (identity: Call<unknown>['identity']) =>
  identity?.author ?? ({ name: 'unknown', side: 'lan' } as const);
