import { z } from 'zod';
import { type ChannelStatus, type ChannelTest, channelLayers, channelSchema, gatewaySchema } from './channel.ts';

/** What routes answer about gateway and channels, as schemas: for openapi.json, for tests, and for what the smgw process says. */

const error = z.strictObject({ layer: z.enum(channelLayers), code: z.string(), message: z.string(), at: z.string() });

export const channelStatusSchema = z.strictObject({
  status: z.enum(['off', 'connecting', 'up', 'waiting']),
  since: z.string(),
  retryAt: z.string().nullable(),
  lastError: error.nullable(),
  connections: z.int().min(0),
  tls: z.strictObject({ version: z.string(), cipher: z.string(), peerSha256: z.string() }).nullable(),
  experimental: z.boolean(),
  timeUnsynced: z.boolean().exactOptional(),
});

export const gatewayViewSchema = gatewaySchema;
export const channelViewSchema = z.strictObject({
  id: z.string(),
  ...channelSchema.shape,
  ...channelStatusSchema.shape,
});
export const channelTestSchema = z.strictObject({
  ok: z.boolean(),
  layers: z.array(
    z.strictObject({ layer: z.enum(channelLayers), ok: z.boolean(), message: z.string(), ms: z.number() }),
  ),
});

// The interfaces are what code reads, the schemas what is checked: these lines fail to compile when they part. A field that
// the schema does not know would have a whole message of the smgw process refused.
type StatusRead = z.output<typeof channelStatusSchema>;
export type SchemasFit = StatusRead extends ChannelStatus
  ? keyof ChannelStatus extends keyof StatusRead
    ? z.output<typeof channelTestSchema> extends ChannelTest
      ? true
      : never
    : never
  : never;
export const schemasFit: SchemasFit = true;
