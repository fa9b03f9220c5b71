import { z } from 'zod';
import {
  type BundleFacts,
  type NetworkView,
  type RootProgress,
  type RootRequest,
  type SlotFacts,
  type SlotName,
  slotStates,
  type TimeView,
} from '../domain/box.ts';
import { NetwachtError } from '../domain/errors.ts';
import { networkSettingSchema } from '../domain/network-setting.ts';

/** Puts a question to the root service; what comes back is not looked at. */
export interface RootAsker {
  ask(
    question: RootRequest,
    options?: {
      readonly onProgress?: (progress: RootProgress) => void;
      readonly silenceMs?: number;
      readonly totalMs?: number;
    },
  ): Promise<unknown>;
}

const slotName = z.enum(['A', 'B']);
const text = z.string().max(256);

export const slotsAnswer = z.object({
  slots: z
    .array(
      z.object({
        slot: slotName,
        running: z.boolean(),
        version: text.nullable(),
        state: z.enum(slotStates),
        confirmed: z.boolean(),
      }),
    )
    .max(2),
  installing: z.boolean(),
}) satisfies z.ZodType<{ slots: SlotFacts[]; installing: boolean }>;

export const inspectAnswer = z.object({
  bundle: z.object({
    version: text,
    target: text,
    builtAt: text.nullable(),
    changes: z
      .string()
      .max(64 * 1024)
      .nullable(),
  }),
}) satisfies z.ZodType<{ bundle: BundleFacts }>;

export const nextAnswer = z.object({ slot: slotName, version: text.nullable() }) satisfies z.ZodType<{
  slot: SlotName;
  version: string | null;
}>;

export const networkAnswer = z.object({
  network: networkSettingSchema.extend({
    state: z.object({
      interfaces: z
        .array(
          z.object({
            name: text,
            mac: text,
            carrier: z.boolean(),
            use: z.enum(['lan', 'han', 'unused']),
            addresses: z.array(text).max(64),
          }),
        )
        .max(64),
      gateway: text.nullable(),
      dns: z.array(text).max(16),
      trial: z.object({ until: text }).nullable(),
      fault: z.string().max(2000).nullable(),
    }),
  }),
}) satisfies z.ZodType<{ network: NetworkView }>;

export const timeAnswer = z.object({
  time: z.object({ servers: z.array(text).max(16), synchronised: z.boolean(), now: text }),
}) satisfies z.ZodType<{ time: TimeView }>;

/** An answer of the root service in the shape that was asked for; `badRootAnswer` (502) when it has another. */
export function readAnswer<S extends z.ZodType>(schema: S, answer: unknown): z.output<S> {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  const where = result.error.issues[0]?.path.join('.') ?? '';
  throw new NetwachtError(
    'badRootAnswer',
    `The system service of this box answered what is not understood${where === '' ? '' : ` (${where})`}`,
    { cause: result.error },
  );
}
