import { z } from 'zod';
import { backendSchema, ocppServerSchema } from './ocpp-documents.ts';

/** What routes answer about OCPP; times are ISO 8601. */

const layers = ['config', 'channel', 'name', 'tcp', 'tls', 'certificate', 'http', 'websocket'] as const;
const version = z.enum(['1.6', '2.0.1']);
const tls = z.strictObject({ version: z.string(), cipher: z.string() });

/** Why there is no connection: how far it came, a stable code, a sentence. */
export const linkErrorSchema = z.strictObject({
  layer: z.enum(layers),
  code: z.string(),
  message: z.string(),
  at: z.string(),
});

export const stationViewSchema = z.strictObject({
  stationId: z.string(),
  /** Charge points in the order of their connectors; none: it stands for the whole site. */
  devices: z.array(z.string()),
  status: z.enum(['off', 'connecting', 'connected', 'waiting']),
  /** The backend has accepted it (BootNotification). */
  accepted: z.boolean(),
  since: z.string().nullable(),
  retryAt: z.string().nullable(),
  version: version.nullable(),
  securityProfile: z.int().min(0).max(3).nullable(),
  tls: tls.nullable(),
  lastError: linkErrorSchema.nullable(),
  /** Messages about money that wait. */
  waiting: z.int(),
  /** What else is wrong, mostly with those messages. */
  problems: z.array(z.strictObject({ code: z.string(), message: z.string() })),
});
export type StationView = z.output<typeof stationViewSchema>;

export const backendViewSchema = z.strictObject({
  id: z.string(),
  ...backendSchema.shape,
  stationStates: z.array(stationViewSchema),
});
export type BackendView = z.output<typeof backendViewSchema>;

export const backendTestSchema = z.strictObject({
  ok: z.boolean(),
  stationId: z.string(),
  message: z.string(),
  layer: z.enum(layers).nullable(),
  code: z.string().nullable(),
  ms: z.number(),
});
export type BackendTest = z.output<typeof backendTestSchema>;

export const chargeBoxViewSchema = z.strictObject({
  identity: z.string(),
  devices: z.array(z.string()),
  connected: z.boolean(),
  version: version.nullable(),
  address: z.string().nullable(),
  vendor: z.string().nullable(),
  model: z.string().nullable(),
  serial: z.string().nullable(),
  firmware: z.string().nullable(),
  /** What it is known to be able to do. */
  abilities: z.record(z.string(), z.unknown()),
  /** Its clock less ours, s. */
  clockOffsetS: z.number().nullable(),
  /** Two charge points come with this id. */
  hasRival: z.boolean(),
  connectors: z.array(
    z.strictObject({
      device: z.string(),
      status: z.string(),
      errorCode: z.string(),
      info: z.string().nullable(),
      at: z.string(),
      /** What the control loop offers, and what the charge point has accepted last. */
      wantedA: z.number().nullable(),
      heldA: z.number().nullable(),
      /** How it takes limits: the name of a profile's purpose, or a key of its maker. */
      limitWay: z.string().nullable(),
      /** Why it did not take the last one. */
      limitError: z.string().nullable(),
    }),
  ),
});
export type ChargeBoxView = z.output<typeof chargeBoxViewSchema>;

export const seenBoxSchema = z.strictObject({
  identity: z.string(),
  address: z.string(),
  why: z.string(),
  count: z.int(),
  firstAt: z.string(),
  lastAt: z.string(),
});

export const ocppServerViewSchema = z.strictObject({
  ...ocppServerSchema.shape,
  listening: z.boolean(),
  port: z.int(),
  /** Why it does not listen though it should. */
  error: z.string().nullable(),
  chargeBoxes: z.array(chargeBoxViewSchema),
  /** Who came and was not let in, the latest first: a charge point to be added is found here. */
  seen: z.array(seenBoxSchema),
});
export type OcppServerView = z.output<typeof ocppServerViewSchema>;

export const logEntrySchema = z.strictObject({
  number: z.int(),
  at: z.string(),
  side: z.enum(['backend', 'chargePoint']),
  backend: z.string().nullable(),
  station: z.string(),
  direction: z.enum(['in', 'out']),
  kind: z.enum(['call', 'result', 'error', 'bad']),
  messageId: z.string(),
  action: z.string().nullable(),
  /** As JSON text, secrets and id tags masked. */
  payload: z.string(),
  cut: z.boolean(),
  note: z.string().nullable(),
});
export type OcppLogEntry = z.output<typeof logEntrySchema>;
