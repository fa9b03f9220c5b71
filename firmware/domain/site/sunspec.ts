import { z } from 'zod';
import type { Report } from './check.ts';
import type { Site } from './schema.ts';

const ipv4OrNetwork = z.union([z.ipv4(), z.cidrv4()], 'an IPv4 address or network, such as 10.0.0.7 or 10.0.0.0/24');

/** The SunSpec server of the box (Modbus TCP): off unless this stands in the site document and is enabled. */
export const sunspec = z.strictObject({
  enabled: z.boolean().default(false),
  port: z
    .number()
    .int()
    .min(1)
    .max(65_535)
    .refine((port) => port === 502 || port >= 1024, 'below 1024 only 502, the port of Modbus')
    .refine((port) => port !== 19_520, 'this port is kept for OCPP')
    .default(502),
  /** Unit of the box; devices follow. */
  unit: z.number().int().min(1).max(247).default(1),
  /** Who may connect; nobody named: programs of this machine only. */
  allow: z.array(ipv4OrNetwork).max(32).default([]),
  /** Whether the share of the house connection and variables may be written. */
  writes: z.boolean().default(false),
  /** So long a written share holds after it was written last. */
  leaseS: z.number().int().min(2).max(86_400).default(60),
});
export type SunSpecConfig = z.output<typeof sunspec>;

/**
 * The server as it is in force; undefined: off. A port that the start of the program names (NETWACHT_MODBUS_PORT) is in place of the
 * site's, and opens it also where the site does not: then for programs of this machine, to read.
 */
export function sunspecInForce(
  config: SunSpecConfig | undefined,
  portOfStart: number | undefined,
): SunSpecConfig | undefined {
  const wanted = config?.enabled === true ? config : undefined;
  if (portOfStart === undefined) return wanted;
  return { ...(wanted ?? sunspec.parse({ enabled: true })), port: portOfStart };
}

/** On a port that nothing else of the site listens on. */
export function checkSunSpec({ sunspec: config, registerServers, lines, devices }: Site, report: Report): void {
  if (config?.enabled !== true) return;
  const taken = [
    ...registerServers.map(({ port }) => port),
    ...[...lines, ...devices].flatMap(({ proxy }) => proxy?.port ?? []),
  ];
  if (taken.includes(config.port)) report('sunspec.port', `port ${config.port} is in use already`);
}
