import { z } from 'zod';
import { type ImageFacts, type NetworkState, type NetworkView, slotStates, type TimeView } from '../../domain/box.ts';
import { NetwachtError } from '../../domain/errors.ts';
import { networkSettingSchema } from '../../domain/network-setting.ts';
import { type AboutView, type UpdatesView, updatePhases } from '../../domain/updates.ts';
import type { BoxPort } from '../box-port.ts';

/** Shapes of the answers about the box, for openapi.json. */
const slot = z.enum(['A', 'B']);
const image = z.strictObject({
  target: z.string(),
  version: z.string(),
  commit: z.string(),
  builtAt: z.string(),
  development: z.boolean(),
  supportUntil: z.string().nullable(),
}) satisfies z.ZodType<ImageFacts>;

export const updatesView = z.strictObject({
  image,
  running: z.strictObject({ slot, version: z.string(), confirmed: z.boolean() }),
  other: z.strictObject({ slot, version: z.string().nullable(), state: z.enum(slotStates) }),
  bundle: z
    .strictObject({
      version: z.string(),
      target: z.string(),
      builtAt: z.string().nullable(),
      changes: z.string().nullable(),
      sizeBytes: z.int(),
      sha256: z.string(),
      receivedAt: z.string(),
      by: z.string(),
    })
    .nullable(),
  progress: z.strictObject({
    phase: z.enum(updatePhases),
    percent: z.int(),
    message: z.string(),
    code: z.string().nullable(),
    since: z.string(),
  }),
  release: z.strictObject({ until: z.string().nullable() }),
  sources: z.array(z.string()).readonly(),
}) satisfies z.ZodType<UpdatesView>;

const state = z.strictObject({
  interfaces: z
    .array(
      z.strictObject({
        name: z.string(),
        mac: z.string(),
        carrier: z.boolean(),
        use: z.enum(['lan', 'han', 'unused']),
        addresses: z.array(z.string()).readonly(),
      }),
    )
    .readonly(),
  gateway: z.string().nullable(),
  dns: z.array(z.string()).readonly(),
  trial: z.strictObject({ until: z.string() }).nullable(),
  fault: z.string().nullable(),
}) satisfies z.ZodType<NetworkState>;
export const networkView = networkSettingSchema.extend({ state }) satisfies z.ZodType<NetworkView>;

export const timeView = z.strictObject({
  servers: z.array(z.string()).readonly(),
  synchronised: z.boolean(),
  now: z.string(),
}) satisfies z.ZodType<TimeView>;

export const aboutView = z.strictObject({
  id: z.string(),
  version: z.string(),
  image: image.nullable(),
  support: z.strictObject({ until: z.string().nullable() }),
  contact: z.string(),
  advisories: z.string(),
  licences: z.string(),
}) satisfies z.ZodType<AboutView>;

export const outsideImage = { 501: { description: 'This program does not run from an image of ours' } };

/** Throws `notOnImage` (501) where the system belongs to somebody else. */
export function onImage(box: BoxPort | undefined): BoxPort {
  if (box !== undefined) return box;
  throw new NetwachtError(
    'notOnImage',
    'Updates, network, clock and restart are settings of the appliance image; here they belong to the system that Netwacht runs on',
  );
}
