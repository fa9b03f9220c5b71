import { z } from 'zod';
import { deviceId } from './primitives.ts';

const ipv4OrNetwork = z.union([z.ipv4(), z.cidrv4()], 'an IPv4 address or network, such as 10.0.0.7 or 10.0.0.0/24');

/** The original's register map of one device on a port of ours (Modbus TCP), for clients that look for it there. */
export const registerServer = z.strictObject({
  device: deviceId,
  port: z
    .number()
    .int()
    .min(1024, 'ports below 1024 are not for this')
    .max(65_535)
    .refine((port) => port !== 19_520, 'this port is kept for OCPP'),
  /** Who may connect; nobody named: programs of this machine only. */
  allow: z.array(ipv4OrNetwork).max(32).default([]),
  /** Whether limit, enable and phases may be written; only for a charge point. */
  writes: z.boolean().default(false),
  /** So long a written limit holds after the client was heard last. */
  leaseS: z.number().int().min(60).max(86_400).default(600),
});
export type RegisterServerEntry = z.output<typeof registerServer>;
