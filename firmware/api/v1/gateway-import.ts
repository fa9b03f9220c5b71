import { z } from 'zod';
import type { GatewayBundle } from '../../domain/certificate.ts';
import { channelSchema } from '../../domain/channel.ts';
import type { ReadGatewayBundle } from '../certificate-port.ts';
import type { ChannelView, GatewayPort } from '../gateway-port.ts';
import { mustGiveChannel } from './giving-rights.ts';
import { type Route, withBody } from './route.ts';

const read = z.strictObject({
  address: z.string().nullable(),
  destinations: z.array(z.string()).readonly(),
  gatewayId: z.string().nullable(),
  peers: z
    .array(
      z.strictObject({
        certificatePem: z.string(),
        sha256: z.string(),
        notBefore: z.string(),
        notAfter: z.string(),
      }),
    )
    .readonly(),
});

/** What the gateway administrator gives us (notes 1.1): looked at, and put into a channel that is there. */
export const gatewayImportRoutes = (gateway: GatewayPort, readBundle: ReadGatewayBundle): Route[] => [
  withBody({
    method: 'POST',
    path: '/api/v1/smgw/import',
    summary:
      "Reads the gateway administrator's file; with a channel its pin, address and only destination go into that",
    access: 'channels',
    body: z.strictObject({
      bundle: z.record(z.string(), z.unknown()),
      channel: z.string().max(32).exactOptional(),
      /** The pin of today stays beside the new one, until the gateway has changed over. */
      next: z.boolean().default(false),
    }),
    answers: {
      200: { description: 'What the file says', schema: read },
      404: { description: 'There is no such channel' },
    },
    handle({ body, identity }) {
      const bundle = readBundle(body.bundle);
      if (body.channel !== undefined) {
        const before = gateway.channel(body.channel);
        mustGiveChannel(identity, before, before.role);
        const author = identity?.author ?? { name: 'unknown', side: 'lan' };
        gateway.putChannel(body.channel, withBundle(before, bundle, body.next), author);
      }
      const { address = null, destinations, gatewayId = null, peers } = bundle;
      return { status: 200, body: { address, destinations, gatewayId, peers } };
    },
  }),
];

/** The channel's document with what the file says. */
function withBundle(channel: ChannelView, bundle: GatewayBundle, next: boolean): Record<string, unknown> {
  const known: Record<string, unknown> = { ...channel };
  const document = Object.fromEntries(
    Object.keys(channelSchema.shape)
      .filter((key) => known[key] !== undefined)
      .map((key) => [key, known[key]]),
  );
  const [today] = [channel.peerCertificatePem].flat();
  const [first] = bundle.peers;
  const pems = bundle.peers.map(({ certificatePem }) => certificatePem);
  const [destination, ...more] = bundle.destinations;
  const dials = channel.scenario === 'HKS3';
  return {
    ...document,
    peerCertificatePem: next && today !== undefined && first !== undefined ? [today, first.certificatePem] : pems,
    ...(dials && bundle.address !== undefined ? { address: bundle.address } : {}),
    ...(dials && destination !== undefined && more.length === 0 ? { destination } : {}),
  };
}
