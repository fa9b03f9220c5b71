import { z } from 'zod';
import { channelStatusSchema, channelTestSchema } from '../domain/channel-schema.ts';
import type { FromChild } from './messages.ts';

/** Facts of a line of the log are single values: nothing that could pass for something else. */
const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

const fromChild = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('ready'),
    capabilities: z.strictObject({ openssl: z.string(), brainpoolTls13: z.boolean() }),
  }),
  z.strictObject({ kind: z.literal('alive') }),
  z.strictObject({ kind: z.literal('status'), id: z.string(), status: channelStatusSchema }),
  z.strictObject({
    kind: z.literal('opened'),
    streamId: z.string(),
    result: z.union([
      z.strictObject({
        ok: z.literal(true),
        tls: z.strictObject({ version: z.string(), cipher: z.string() }).optional(),
      }),
      z.strictObject({
        ok: z.literal(false),
        where: z.enum(['channel', 'inside']),
        layer: z.string(),
        code: z.string(),
        message: z.string(),
      }),
    ]),
  }),
  z.strictObject({ kind: z.literal('tested'), testId: z.int(), result: channelTestSchema }),
  z.strictObject({
    kind: z.literal('log'),
    level: z.enum(['debug', 'info', 'warn', 'error']),
    message: z.string(),
    facts,
  }),
]);

/**
 * Reads a message of the smgw process, which speaks with strangers: whoever takes it over must not be able to stop the
 * firmware by a message that nobody expects. Undefined: it is none.
 */
export function readFromChild(given: unknown): FromChild | undefined {
  const read = fromChild.safeParse(given);
  return read.success ? read.data : undefined;
}
